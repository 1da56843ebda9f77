import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { memory, memoryNetwork } from '../../../lib/src/transport/index.ts';
import { describe } from '../../helpers/describe.ts';
import { codeOf, Inbox, packetTo, portOptions } from './inbox.ts';

describe('memory transport', (test) => {
  test('carries packets between two transports, with both addresses', async () => {
    const [inboxA, inboxZ] = [new Inbox(), new Inbox()];
    const a = await memory().open(portOptions(0, inboxA));
    const z = await memory().open(portOptions(3868, inboxZ));
    a.send(packetTo(3868, [1]), peerOf(z), undefined);
    const arrival = await inboxZ.next();
    assert.equal(arrival, { packet: packetTo(3868, [1]), from: peerOf(a), to: peerOf(z) });
    z.send(packetTo(a.port, [2]), arrival.from, arrival.to);
    assert.equal((await inboxA.next()).packet, packetTo(a.port, [2]));
    a.close();
    z.close();
  });

  test('delivers a copy, and not within the call', async () => {
    const network = memoryNetwork();
    const inbox = new Inbox();
    const z = await memory({ network, addresses: ['192.0.2.1'] }).open(portOptions(1, inbox));
    const packet = Buffer.from(packetTo(1, [1]));
    z.send(packet, address('192.0.2.1'), undefined);
    packet[12] = 9;
    assert.is(inbox.arrivals.length, 0);
    assert.equal((await inbox.next()).packet, packetTo(1, [1]));
  });

  test('keeps networks apart', async () => {
    const [here, there] = [new Inbox(), new Inbox()];
    const addresses = ['192.0.2.1', '2001:db8::1'];
    const network = memoryNetwork();
    const a = await memory({ network, addresses }).open(portOptions(1, here));
    await memory({ network: memoryNetwork(), addresses }).open(portOptions(1, there));
    a.send(packetTo(1), address('2001:db8::1'), undefined);
    assert.is((await here.next()).from.ip, '2001:db8::1');
    assert.is(there.arrivals.length, 0);
  });

  test('refuses an address that another transport of the network has, and one that it has not', async () => {
    const network = memoryNetwork();
    await memory({ network, addresses: ['192.0.2.2'] }).open(portOptions(1, new Inbox()));
    const both = memory({ network, addresses: ['192.0.2.1', '192.0.2.2'] });
    const taken = await codeOf(() => both.open(portOptions(1, new Inbox())));
    assert.is(taken, 'ERR_SCTP_ADDRESS_NOT_AVAILABLE');
    await memory({ network, addresses: ['192.0.2.1'] }).open(portOptions(1, new Inbox()));
    const foreign = await codeOf(() => both.open(portOptions(1, new Inbox(), ['192.0.2.3'])));
    assert.is(foreign, 'ERR_SCTP_ADDRESS_NOT_AVAILABLE');
  });

  test('gives its address back with its last port', async () => {
    const network = memoryNetwork();
    const first = memory({ network, addresses: ['192.0.2.1'] });
    const ports = [await first.open(portOptions(1, new Inbox())), await first.open(portOptions(2, new Inbox()))];
    const other = memory({ network, addresses: ['192.0.2.1'] });
    ports[0]?.close();
    assert.is(await codeOf(() => other.open(portOptions(1, new Inbox()))), 'ERR_SCTP_ADDRESS_NOT_AVAILABLE');
    ports[1]?.close();
    assert.is((await other.open(portOptions(1, new Inbox()))).port, 1);
  });

  test('gives its addresses over while it only lingers, and then sends no more', async () => {
    const network = memoryNetwork();
    const addresses = ['192.0.2.1', '192.0.2.2'];
    const old = await memory({ network, addresses }).open(portOptions(1, new Inbox()));
    old.unref();
    const inbox = new Inbox();
    const next = await memory({ network, addresses: ['192.0.2.2'] }).open(portOptions(1, inbox));
    old.send(packetTo(1), address('192.0.2.2'), undefined);
    assert.is(old.statistics.sendErrors, 1);
    old.close();
    next.send(packetTo(1, [7]), address('192.0.2.2'), undefined);
    assert.equal((await inbox.next()).packet, packetTo(1, [7]));
    next.close();
  });

  test('assigns a documentation address that nobody has', async () => {
    const network = memoryNetwork();
    await memory({ network, addresses: ['192.0.2.1'] }).open(portOptions(1, new Inbox()));
    const port = await memory({ network }).open(portOptions(1, new Inbox()));
    assert.equal(port.localAddresses, ['192.0.2.2']);
    for (let count = 0; count < 254; count += 1) network.assignAddress();
    assert.is(network.assignAddress(), '198.18.0.3');
  });

  test('counts a packet larger than the MTU, or of a family it lacks, as a send error', async () => {
    const z = await memory({ network: memoryNetwork(), mtu: 512 }).open(portOptions(1, new Inbox()));
    for (const length of [492, 493]) z.send(new Uint8Array(length), peerOf(z), undefined);
    z.send(packetTo(1), address('::1'), undefined);
    assert.equal(z.statistics, { packetsReceived: 0, packetsSent: 1, sendErrors: 2, packetsDiscarded: 0 });
    assert.is(z.mtuTo(peerOf(z)), 512);
  });

  test('refuses an MTU that is no number, or one that no network has', () => {
    assert.throws(() => memory({ mtu: 511 }), /mtu 511 is not a whole number in 512–65535/);
    const mtu = JSON.parse('"1500"');
    assert.throws(() => memory({ mtu }), isTypeError);
  });

  test('loses what is sent by a closed port, or to an address that nobody has', async () => {
    const port = await memory({ network: memoryNetwork() }).open(portOptions(1, new Inbox()));
    port.send(packetTo(1), address('192.0.2.77'), undefined);
    port.unref();
    port.close();
    port.close();
    port.unref();
    port.send(packetTo(1), address('192.0.2.77'), undefined);
    assert.is(port.statistics.packetsSent, 1);
    assert.is(port.statistics.sendErrors, 1);
  });
});

function isTypeError(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'mtu is "1500"; it takes a number in 512–65535';
}

function peerOf({ localAddresses }: { readonly localAddresses: readonly string[] }) {
  return address(localAddresses[0] ?? '');
}
