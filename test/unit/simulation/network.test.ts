import * as assert from 'uvu/assert';
import { decodePacket } from '../../../lib/src/codec/index.ts';
import { type SimulatedHost, SimulatedNetwork } from '../../../lib/src/simulation/index.ts';
import { describe } from '../../helpers/describe.ts';

/** A and Z, which listens, with 10 ms between them. */
function pair(seed = 1): { network: SimulatedNetwork; a: SimulatedHost; z: SimulatedHost } {
  const network = new SimulatedNetwork({ seed, link: { delay: 10 } });
  const a = network.host({ addresses: ['192.0.2.1'], port: 5001 });
  const z = network.host({ addresses: ['192.0.2.2'], port: 5002 });
  z.listen();
  return { network, a, z };
}

describe('SimulatedNetwork', (test) => {
  test('sets up an association, carries messages and shuts down in virtual time', () => {
    const { network, a, z } = pair();
    const association = a.connect(z);
    assert.ok(network.runUntil(() => association.state === 'ESTABLISHED'));
    assert.is(network.now, 40);
    association.send('hello', { stream: 2, ppid: 7 });
    association.shutdown();
    assert.ok(network.runUntilIdle());
    assert.equal(
      z.association?.messages.map(({ data, streamId, ppid }) => [data.toString(), streamId, ppid]),
      [['hello', 2, 7]],
    );
    assert.equal([a.state, z.state, association.error], ['CLOSED', 'CLOSED', undefined]);
  });

  test('the same seed gives the same packets at the same times', () => {
    const run = (seed: number): string[] => {
      const { network, a, z } = pair(seed);
      for (const link of network.links(a, z)) link.configure({ loss: 0.2, jitter: 30, reordering: 0.2 });
      const log: string[] = [];
      network.intercept = ({ bytes, from }) => {
        log.push(`${network.now} ${from.ip} ${Buffer.from(bytes).toString('base64')}`);
        return false;
      };
      const association = a.connect(z);
      network.runUntil(() => association.state === 'ESTABLISHED');
      for (let i = 0; i < 20; i += 1) association.send(new Uint8Array(1000));
      association.shutdown();
      network.runUntilIdle();
      return log;
    };
    assert.equal(run(5), run(5));
    assert.not.equal(run(5), run(6));
  });

  test('a host that is removed is silent, and another one may take its place', () => {
    const { network, a, z } = pair();
    const atA = a.connect(z);
    network.runUntil(() => z.state === 'ESTABLISHED');
    network.remove(a);
    assert.ok(network.isIdle === false, 'COOKIE ACK is under way, and Z watches its peer');
    atA.send('from beyond');
    network.advanceBy(100);
    assert.is(z.association?.messages.length, 0);
    const again = network.host({ addresses: ['192.0.2.1'], port: 5001 }).connect(z);
    assert.ok(network.runUntil(() => again.state === 'ESTABLISHED'));
    assert.ok(z.association?.events.some(({ type }) => type === 'restart'));
  });

  test('a packet that is intercepted is lost, or delivered by hand', () => {
    const { network, a, z } = pair();
    network.intercept = () => true;
    a.connect(z);
    network.settle();
    network.advanceBy(100);
    assert.is(network.isIdle, false, 'T1-init runs');
    network.intercept = (packet) => {
      if (decodePacket(packet.bytes).chunks[0]?.type === 'INIT') network.deliver(packet);
      return true;
    };
    network.advanceBy(1000);
    assert.is(z.statistics().inSctpPacks, 1);
  });

  test('cutting all links stops everything, and mending them lets it go on', () => {
    const { network, a, z } = pair();
    const association = a.connect(z);
    network.runUntil(() => association.state === 'ESTABLISHED');
    for (const link of network.links(a, z)) link.isUp = false;
    association.send('late');
    network.at(network.now + 5000, () => {
      for (const link of network.links(a, z)) link.isUp = true;
    });
    network.advanceBy(4999);
    assert.is(z.association?.messages.length, 0);
    assert.ok(network.runUntil(() => z.association?.messages.length === 1, 10_000));
  });

  test('advanceTo does all that is due, and nothing more', () => {
    const { network } = pair();
    const done: number[] = [];
    for (const time of [30, 10, 20]) network.at(time, () => done.push(network.now));
    network.advanceTo(20);
    assert.equal([done, network.now], [[10, 20], 20]);
    network.advanceBy(5);
    network.at(0, () => done.push(network.now));
    network.advanceBy(5);
    assert.equal(done, [10, 20, 25, 30]);
  });

  test('runUntil gives up in time', () => {
    const { network } = pair();
    assert.not.ok(network.runUntil(() => false, 500));
    assert.is(network.now, 500);
    assert.ok(network.isIdle);
  });

  test('time does not run backwards, nor for nothing', () => {
    const { network, a } = pair();
    network.advanceTo(10);
    for (const time of [9, Number.NaN, a.nextTimeout()]) {
      assert.throws(
        () => network.advanceTo(time),
        (error: Error) => error instanceof RangeError,
      );
    }
  });

  test('a simulation that goes round in circles is ended', () => {
    const { network } = pair();
    const again = () => network.at(network.now, again);
    again();
    assert.throws(() => network.advanceBy(1), /does not get past 0 ms/);
  });

  test('packets to an address or a port that nobody has are lost', () => {
    const { network, a, z } = pair();
    a.connect({ addresses: ['203.0.113.1'], port: 5002 });
    a.connect({ addresses: z.addresses, port: 9999 });
    network.advanceBy(1000);
    assert.is(z.statistics().inSctpPacks, 0);
    assert.is(network.link(a, z).statistics.sent, 2);
    assert.is(network.link('192.0.2.1', '203.0.113.1').statistics.sent, 2);
  });
});
