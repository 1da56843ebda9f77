import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import type { Line } from './command.ts';
import { type Exchange, type Route, testAccepting, testConnecting } from './echoes.ts';
import { canRunPeers, Peer } from './peers.ts';

const megabyte = 2 ** 20;

/** Messages of which our buffer holds a part only, between small ones on other streams; one of them unordered. */
const traffic = { count: 3, smallestSize: 100, largestSize: 6 * megabyte, streams: 2 };
const settings = [
  `maxMessageSize=${6 * megabyte}`,
  `receiveBuffer=${megabyte / 2}`,
  `partialDeliveryPoint=${megabyte / 8}`,
];

/** Both ways, as the peer sends back or gets back what is sent: its buffers make it deliver in parts, too. */
function testLargeMessages(test: Test, peer: Peer, route: Route, peerOptions: readonly string[]): void {
  const exchange: Exchange = { peer, route, traffic, closer: 'we', deadline: 30, settings, peerOptions };
  testConnecting(test, exchange, cameInParts);
  testAccepting(test, exchange, cameInParts);
}

/** The largest message is number 0. */
function cameInParts(lines: readonly Line[]): void {
  const parts = lines.find(({ event, ppid }) => event === 'parts' && ppid === 0);
  assert.ok(Number(parts?.count) > 8, `message 0 came in ${parts?.count} parts`);
}

if (canRunPeers()) {
  describe('messages larger than the buffer, with the Linux kernel', (test) => {
    const peer = new Peer('lksctp', 'ix-parts-lksctp');
    const route = { name: 'raw IPv4', localAddress: '192.0.2.1', peerAddress: '192.0.2.2' };
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    // The kernel takes no message that is larger than its send buffer.
    testLargeMessages(test, peer, route, ['--sndbuf', `${32 * megabyte}`]);
  });

  describe('messages larger than the buffer, with usrsctp', (test) => {
    const peer = new Peer('usrsctp', 'ix-parts-usrsctp');
    const route = { name: 'raw IP', localAddress: '192.0.2.129', peerAddress: '192.0.2.130' };
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    testLargeMessages(test, peer, route, ['--sndbuf', `${32 * megabyte}`]);
  });
}
