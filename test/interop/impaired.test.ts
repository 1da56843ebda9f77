import { describe } from '../helpers/describe.ts';
import { testAccepting, testConnecting } from './echoes.ts';
import { canRunPeers, Peer } from './peers.ts';

/** Both ways; netem lets a tenth of the packets overtake those that wait. */
const impairment = 'delay 10ms reorder 10% loss 5%';

/** 2.4 MB: less than elsewhere, because at this loss a path moves some 100 kB a second. */
const traffic = { count: 2000, smallestSize: 1, largestSize: 10_000, streams: 10 };

const route = { name: 'a bad path', localAddress: '192.0.2.1', peerAddress: '192.0.2.2' };

if (canRunPeers()) {
  describe('the Linux kernel, with loss, delay and reordering', (test) => {
    const peer = new Peer('lksctp', 'ix-impaired');
    test.before.each(async () => {
      await peer.up();
      await peer.runInGuest(`impair eth0 out ${impairment} && impair eth0 in ${impairment}`);
    });
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    testConnecting(test, { peer, route, traffic, closer: 'we', deadline: 120, linger: 4 });
    testAccepting(test, { peer, route, traffic, closer: 'the peer', deadline: 120, linger: 4 });
  });
}
