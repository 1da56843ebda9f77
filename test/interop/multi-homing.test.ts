import { describe } from '../helpers/describe.ts';
import { type TwoLinks, testFailover } from './failover.ts';
import { canRunPeers, Peer } from './peers.ts';

const toKernel: readonly TwoLinks[] = [
  {
    name: 'raw IPv4 on both links',
    localAddresses: ['192.0.2.1', '198.51.100.1'],
    peerAddresses: ['192.0.2.2', '198.51.100.2'],
  },
  {
    name: 'raw IPv4 and IPv6',
    localAddresses: ['192.0.2.1', '2001:db8:a:1::1'],
    peerAddresses: ['192.0.2.2', '2001:db8:a:1::2'],
  },
];

const toUsrsctp: TwoLinks = {
  name: 'raw IPv4 on both links',
  localAddresses: ['192.0.2.129', '198.51.100.129'],
  peerAddresses: ['192.0.2.130', '198.51.100.130'],
};

if (canRunPeers()) {
  describe('multi-homing with the Linux kernel', (test) => {
    const peer = new Peer('lksctp', 'ix-paths');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    for (const links of toKernel) {
      for (const connecting of ['we', 'the peer'] as const) testFailover(test, { peer, links, connecting });
      testFailover(test, { peer, links, connecting: 'we', isQuick: true });
    }
  });

  describe('multi-homing with usrsctp', (test) => {
    const peer = new Peer('usrsctp', 'ix-paths-u');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    for (const connecting of ['we', 'the peer'] as const) {
      testFailover(test, { peer, links: toUsrsctp, connecting });
    }
    testFailover(test, { peer, links: toUsrsctp, connecting: 'we', isQuick: true });
  });
}
