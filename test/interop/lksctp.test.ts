import { describe } from '../helpers/describe.ts';
import { fullTraffic, type Route, testEchoes } from './echoes.ts';
import { canRunPeers, Peer } from './peers.ts';

const addresses = { localAddress: '192.0.2.1', peerAddress: '192.0.2.2' };
const routes: readonly Route[] = [
  { name: 'raw IPv4', ...addresses },
  { name: 'raw IPv6', localAddress: '2001:db8:a::1', peerAddress: '2001:db8:a::2' },
  { name: 'UDP', ...addresses, udp: { localPort: 9900, peerPort: 9899 } },
];

if (canRunPeers()) {
  describe('the Linux kernel', (test) => {
    const peer = new Peer('lksctp', 'ix-lksctp');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    for (const route of routes) testEchoes(test, { peer, route, traffic: fullTraffic, deadline: 90 });
  });
}
