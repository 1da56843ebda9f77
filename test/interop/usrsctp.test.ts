import { describe } from '../helpers/describe.ts';
import { fullTraffic, type Route, testEchoes } from './echoes.ts';
import { canRunPeers, Peer } from './peers.ts';

const addresses = { localAddress: '192.0.2.129', peerAddress: '192.0.2.130' };
const routes: readonly Route[] = [
  { name: 'raw IP', ...addresses },
  { name: 'UDP', ...addresses, udp: { localPort: 9900, peerPort: 9899 } },
];

if (canRunPeers()) {
  describe('usrsctp', (test) => {
    const peer = new Peer('usrsctp', 'ix-usrsctp');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    for (const route of routes) testEchoes(test, { peer, route, traffic: fullTraffic, deadline: 90 });
  });
}
