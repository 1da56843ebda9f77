import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { canRunPeers, nextPort, Peer } from './peers.ts';

const startDeadline = 30_000;
const deadline = 60_000;
const [count, streams] = [80, 3];
/** Either way, on our side. */
const loss = '0.1';

const quick = ['--sack-delay', '20', '--rto-initial', '200', '--rto-min', '100'];

/** Messages that are lost are given up, and the streams go on: ours, then the peer's. */
function testAbandoning(test: Test, peer: Peer, localAddress: string, peerAddress: string): void {
  const ours = (...args: readonly string[]) =>
    peer.ours('partially-reliable', '--local-address', localAddress, '--loss', loss, ...args);
  const traffic = ['--count', `${count}`, '--streams', `${streams}`, '--size'];

  for (const size of [100, 4000]) {
    test(`the peer gets what we do not abandon, in order: ${size} bytes`, async () => {
      const port = ['--port', `${nextPort()}`];
      const options = ['--bind', peerAddress, '--mode', 'discard', '--verbose', '--once', '1', ...quick];
      const server = peer.program('server', ...options, ...port);
      await server.waitFor('listening', startDeadline);
      const client = ours('--address', peerAddress, ...port, ...traffic, `${size}`);
      const [own, peers] = await Promise.all([client.success(deadline), server.success(deadline)]);
      const fates = own.find(({ event }) => event === 'fates');
      assert.ok(fates);
      const { failed, acknowledged, partialReliability } = fates;
      assert.ok(partialReliability && Array.isArray(failed) && Array.isArray(acknowledged));
      assert.ok(failed.length > 3, `${failed.length} were abandoned`);
      assert.is(failed.length + acknowledged.length, count);
      const arrived = peers
        .filter(({ event }) => event === 'message')
        .map(({ ppid, sid }) => [Number(ppid), Number(sid)]);
      const ppids = new Set(arrived.map(([ppid]) => ppid));
      assert.equal(
        acknowledged.filter((ppid) => !ppids.has(ppid)),
        [],
      );
      checkOrder(arrived);
    });
  }

  test('we get what the peer does not abandon, in order', async () => {
    const port = ['--port', `${nextPort()}`];
    const server = ours(...port);
    await server.waitFor('listening', startDeadline);
    const options = ['--bind', peerAddress, '--mode', 'send', '--rtx', '0', '--ostreams', `${streams}`, ...quick];
    const client = peer.program('client', localAddress, ...options, ...port, ...traffic, '1000');
    const [own] = await Promise.all([server.success(deadline), client.success(deadline)]);
    const received = own.find(({ event }) => event === 'received')?.received;
    assert.ok(Array.isArray(received));
    assert.ok(received.length > count / 2 && received.length < count, `${received.length} arrived`);
    checkOrder(received.map(({ ppid, stream }) => [ppid, stream]));
  });
}

/** The numbers rise on each stream. */
function checkOrder(arrived: readonly (readonly number[])[]): void {
  for (let stream = 0; stream < streams; stream += 1) {
    const ppids = arrived.filter(([, sid]) => sid === stream).map(([ppid = -1]) => ppid);
    assert.ok(
      ppids.every((ppid, i) => i === 0 || ppid > (ppids[i - 1] ?? 0)),
      `stream ${stream}: ${ppids}`,
    );
  }
}

if (canRunPeers()) {
  describe('partial reliability with the Linux kernel', (test) => {
    const peer = new Peer('lksctp', 'ix-pr-lksctp');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    testAbandoning(test, peer, '192.0.2.1', '192.0.2.2');
  });

  describe('partial reliability with usrsctp', (test) => {
    const peer = new Peer('usrsctp', 'ix-pr-usrsctp');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    testAbandoning(test, peer, '192.0.2.129', '192.0.2.130');
  });
}
