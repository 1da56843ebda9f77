import * as assert from 'uvu/assert';
import { decodePacket } from '../../lib/src/codec/index.ts';
import type { Options } from '../../lib/src/core.ts';
import {
  type LinkOptions,
  type SimulatedAssociation,
  SimulatedNetwork,
  type SimulatedPacket,
} from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

const silent: Partial<LinkOptions> = { delay: 20, pathMtu: 1400 };
const telling: Partial<LinkOptions> = { ...silent, packetTooBig: 1 };
const largeMessage = new Uint8Array(100_000).fill(7);

interface Scene {
  readonly network: SimulatedNetwork;
  readonly atA: SimulatedAssociation;
  /** All packets of A, as it sent them. */
  readonly sent: SimulatedPacket[];
  /** Sends a large message, and waits until all of it has come; gives the time that took, in ms. */
  transfer(): number;
}

/** An association from A to Z over a path that links of these options make. */
function connected(link: Partial<LinkOptions>, options: Partial<Options> = {}, family: 4 | 6 = 4): Scene {
  const network = new SimulatedNetwork({ link });
  const host = (ip: string, port: number) =>
    network.host({ addresses: [ip], port, options: { heartbeatInterval: 0, ...options } });
  const [a, z] = family === 4 ? ['192.0.2.1', '192.0.2.2'] : ['2001:db8::1', '2001:db8::2'];
  const hosts = { a: host(a, 5001), z: host(z, 5002) };
  hosts.z.listen();
  const sent: SimulatedPacket[] = [];
  network.intercept = (packet) => {
    if (packet.from.ip === a) sent.push(packet);
    return false;
  };
  const atA = hosts.a.connect(hosts.z);
  network.runUntil(() => atA.state === 'ESTABLISHED');
  const transfer = () => {
    const before = network.now;
    const count = hosts.z.association?.messages.length ?? 0;
    atA.send(largeMessage);
    assert.ok(
      network.runUntil(() => hosts.z.association?.messages.length === count + 1),
      'the message has not come',
    );
    assert.equal(hosts.z.association?.messages.at(-1)?.data.length, largeMessage.length);
    return network.now - before;
  };
  return { network, atA, sent, transfer };
}

const mtuOf = ({ core }: SimulatedAssociation) => core.primaryPath.pmtu;
const sizesOf = (packets: readonly SimulatedPacket[]) =>
  packets.map(({ bytes, to }) => bytes.length + (to.family === 4 ? 20 : 40));
const isProbe = ({ bytes }: SimulatedPacket) => decodePacket(bytes).chunks.some(({ type }) => type === 'PAD');

describe('path MTU discovery', (test) => {
  test('sends no probe where the path takes what the interface does', () => {
    const { atA, sent, transfer } = connected({ delay: 20 });
    transfer();
    assert.is(mtuOf(atA), 1500);
    assert.not.ok(sent.some(isProbe));
  });

  for (const family of [4, 6] as const) {
    test(`by ICMP finds the size that a router of IPv${family} tells, without a timeout`, () => {
      const { atA, sent, transfer } = connected(telling, {}, family);
      assert.ok(transfer() < 1000);
      assert.is(mtuOf(atA), 1400);
      assert.equal(sizesOf(sent.filter(isProbe)), family === 4 ? [1220, 1400] : [1280, 1400]);
      assert.is(atA.core.primaryPath.errorCount, 0);
    });
  }

  test('what was cut for the larger MTU goes again in IP fragments, all else whole', () => {
    const { sent, transfer } = connected(telling);
    transfer();
    const fragmented = sent.filter(({ fragmentMtu }) => fragmentMtu !== undefined);
    assert.ok(fragmented.length > 0);
    assert.ok(fragmented.every(({ bytes, fragmentMtu = 0 }) => bytes.length + 20 > fragmentMtu && fragmentMtu <= 1400));
    const first = sizesOf(sent).indexOf(1500);
    const later = sent.slice(first + 4).filter(({ fragmentMtu }) => fragmentMtu === undefined);
    assert.ok(sizesOf(later).every((size) => size <= 1400));
  });

  test('by probes finds a black hole, goes on at once with less, and then with what fits', () => {
    const { atA, network, sent, transfer } = connected(silent);
    assert.ok(transfer() < 5000, 'two timeouts, of 1 s and 2 s');
    network.advanceBy(100_000);
    assert.is(mtuOf(atA), 1400);
    assert.is(atA.core.primaryPath.mtu.state, 'SEARCH-COMPLETE');
    assert.is(atA.core.primaryPath.errorCount, 0);
    const lost = sizesOf(sent.filter(isProbe)).filter((size) => size > 1400);
    assert.equal(lost, [1420, 1420, 1420]);
    assert.ok(transfer() < 1000);
  });

  test('a lost probe is neither congestion nor an error of the path', () => {
    const { atA, network, transfer } = connected(silent);
    transfer();
    const { primaryPath } = atA.core;
    network.runUntil(() => primaryPath.pmtu === 1400);
    network.advanceBy(1000);
    const before = [primaryPath.congestionControl.cwnd, primaryPath.rto, primaryPath.errorCount];
    network.advanceBy(60_000);
    assert.equal([primaryPath.congestionControl.cwnd, primaryPath.rto, primaryPath.errorCount], before);
  });

  test('raises the MTU again when the path takes more, 600 s later', () => {
    const { atA, network, transfer } = connected(telling);
    transfer();
    assert.is(mtuOf(atA), 1400);
    network.link('192.0.2.1', '192.0.2.2').configure({ pathMtu: 65_535 });
    network.advanceBy(590_000);
    assert.is(mtuOf(atA), 1400);
    const { cwnd } = atA.core.primaryPath.congestionControl;
    network.advanceBy(20_000);
    assert.is(mtuOf(atA), 1500);
    assert.is(atA.core.primaryPath.congestionControl.cwnd, cwnd, 'RFC 8899 §3 item 7');
  });

  test('follows a path that becomes narrower under load', () => {
    const { atA, network, transfer } = connected({ delay: 20 });
    transfer();
    network.link('192.0.2.1', '192.0.2.2').configure({ pathMtu: 1300 });
    transfer();
    network.advanceBy(100_000);
    assert.is(mtuOf(atA), 1280, 'the common size below, as no router tells');
  });

  test('uses the least size where not even the base fits', () => {
    const { atA, transfer } = connected({ ...silent, pathMtu: 600 });
    transfer();
    assert.is(atA.core.primaryPath.mtu.state, 'ERROR');
    assert.is(mtuOf(atA), 512);
  });

  test('is not done where the option pathMtu says the size', () => {
    const { atA, sent, transfer } = connected(telling, { pathMtu: 1000 });
    transfer();
    assert.is(mtuOf(atA), 1000);
    assert.not.ok(sent.some(isProbe));
  });

  test('is not done where pathMtuDiscovery is false, whatever ICMP says', () => {
    const { atA, network } = connected(telling, { pathMtuDiscovery: false });
    atA.send(largeMessage);
    network.advanceBy(20_000);
    assert.is(mtuOf(atA), 1500);
  });
});
