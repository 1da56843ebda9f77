import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { PortTable } from '../../../lib/src/transport/port-table.ts';
import { describe } from '../../helpers/describe.ts';
import { errorOf, Inbox, packetTo, portOptions } from './inbox.ts';

const peer = address('192.0.2.9');
const peer6 = address('2001:db8::9');
const local = address('192.0.2.1');

describe('port table', (test) => {
  test('gives a packet to the owner of its destination port', () => {
    const table = new PortTable();
    const [a, b] = [new Inbox(), new Inbox()];
    table.take(portOptions(3868, a));
    table.take(portOptions(0xffff, b));
    table.deliver(packetTo(0xffff), peer, local);
    assert.is(a.arrivals.length, 0);
    assert.equal(b.arrivals, [{ packet: packetTo(0xffff), from: peer, to: local }]);
  });

  test('counts runts and packets to ports that nobody has taken', () => {
    const table = new PortTable();
    table.take(portOptions(3868, new Inbox()));
    table.deliver(packetTo(3868).subarray(0, 11), peer, local);
    table.deliver(packetTo(3869), peer, local);
    table.deliver(packetTo(3868), peer, local);
    table.discard();
    assert.is(table.counts.packetsReceived, 4);
    assert.is(table.counts.packetsDiscarded, 3);
  });

  test('refuses a taken port by its number, and gives it again once it is free', async () => {
    const table = new PortTable();
    const inbox = new Inbox();
    table.take(portOptions(3868, inbox));
    const error = await errorOf(() => table.take(portOptions(3868, new Inbox())));
    assert.match(error?.message ?? '', 'SCTP port 3868');
    table.release(3868, inbox);
    assert.ok(table.isEmpty);
    assert.is(table.take(portOptions(3868, new Inbox())), 3868);
  });

  test('refuses numbers that are no ports', () => {
    const table = new PortTable();
    for (const port of [-1, 65536, 1.5]) {
      assert.throws(() => table.take(portOptions(port, new Inbox())), /not in 0–65535/);
    }
  });

  test('looks for a free dynamic port from a random one on', () => {
    const table = new PortTable(() => 16383);
    const take = () => table.take(portOptions(0, new Inbox()));
    assert.equal([take(), take(), take()], [65535, 49152, 49153]);
  });

  test('gives ports that only linger anew, the oldest first, once they are more than half of all', () => {
    const table = new PortTable(() => 0);
    const inboxes = Array.from({ length: 8193 }, () => new Inbox());
    const [first, second] = inboxes;
    const ports = inboxes.map((inbox) => table.take(portOptions(0, inbox)));
    for (const [i, inbox] of [...inboxes.entries()].reverse()) table.unref(ports[i] ?? 0, inbox);
    const newest = new Inbox();
    assert.is(table.take(portOptions(0, newest)), ports.at(-1));
    assert.ok(table.isOwner(ports.at(-1) ?? 0, newest));
    assert.is(table.take(portOptions(0, new Inbox())), 49152 + 8193);
    if (first === undefined || second === undefined) throw new Error('no inbox');
    table.release(ports[0] ?? 0, first);
    assert.is(table.take(portOptions(0, new Inbox())), ports[0]);
  });

  test('says when all dynamic ports are taken', async () => {
    const table = new PortTable(() => 0);
    for (let count = 0; count < 16384; count += 1) table.take(portOptions(0, new Inbox()));
    const error = await errorOf(() => table.take(portOptions(0, new Inbox())));
    assert.match(error?.message ?? '', 'all SCTP ports from 49152 to 65535 are taken');
  });

  test('gives the oldest catch-all receiver what no owner takes', () => {
    const table = new PortTable();
    const [owner, oldest, other] = [new Inbox(), new Inbox(), new Inbox()];
    table.take(portOptions(1, owner));
    table.take({ ...portOptions(2, oldest), catchAll: true });
    table.take({ ...portOptions(3, other), catchAll: true });
    table.deliver(packetTo(1), peer, local);
    table.deliver(packetTo(99), peer, local);
    assert.is(owner.arrivals.length, 1);
    assert.is(oldest.arrivals.length, 1);
    assert.is(other.arrivals.length, 0);
  });

  test('keeps packets to other local addresses from an owner that named some', () => {
    const table = new PortTable();
    const inbox = new Inbox();
    table.take({ ...portOptions(1, inbox, ['192.0.2.1']), catchAll: true });
    table.deliver(packetTo(1), peer, address('192.0.2.2'));
    table.deliver(packetTo(1), peer6, undefined);
    assert.is(inbox.arrivals.length, 0);
    table.deliver(packetTo(1), peer, local);
    table.deliver(packetTo(1), peer, undefined);
    assert.is(inbox.arrivals.length, 2);
  });

  test('is referenced while one of its ports is', () => {
    const table = new PortTable();
    const inbox = new Inbox();
    table.take(portOptions(1, inbox));
    table.take(portOptions(2, inbox));
    table.unref(1, inbox);
    assert.ok(table.isReferenced);
    table.unref(2, inbox);
    table.unref(3, inbox);
    assert.not.ok(table.isReferenced);
  });

  test('gives a port that is not referenced to the next who asks', () => {
    const table = new PortTable();
    const [before, after] = [new Inbox(), new Inbox()];
    table.take(portOptions(1, before));
    table.unref(1, before);
    table.take(portOptions(1, after));
    table.release(1, before);
    table.unref(1, before);
    table.deliver(packetTo(1), peer, undefined);
    assert.equal([before.arrivals.length, after.arrivals.length], [0, 1]);
    assert.ok(table.isReferenced);
    table.release(1, after);
    assert.ok(table.isEmpty);
  });

  test('tells every owner of a failure, though they close their ports at it', () => {
    const table = new PortTable();
    const failed: number[] = [];
    for (const port of [1, 2]) {
      const fail = () => {
        failed.push(port);
        table.release(port, receiver);
      };
      const receiver = { receive: () => {}, fail };
      table.take({ port, localAddresses: [], receiver });
    }
    table.fail(new Error('gone'));
    assert.equal(failed, [1, 2]);
  });
});
