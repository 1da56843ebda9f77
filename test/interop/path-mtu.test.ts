import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import type { Line } from './command.ts';
import { canRunPeers, Peer } from './peers.ts';

const deadline = 60_000;
const narrowMtu = 1400;

/** Behind the router, which tells by ICMP, and behind the bridge, which does not. */
const telling = { IPv4: '192.0.2.66', IPv6: '2001:db8:a:1::2' };
const silent = { IPv4: '198.51.100.2', IPv6: '2001:db8:b:0::2' };
const nearOfTelling = { IPv4: '192.0.2.1', IPv6: '2001:db8:a:0::1' };

if (canRunPeers()) {
  describe('a path with a narrow link', (test) => {
    const peer = new Peer('narrow', 'ix-narrow');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    /** Sends 2.5 MB to a far server; what our side says of it. */
    const transfer = async (...args: readonly string[]): Promise<Line | undefined> => {
      const server = peer.farCommand('listen', '--port', '5001', '--mode', 'discard', '--json');
      await server.waitFor('listening', deadline);
      const client = peer.ours('path-mtu-client', '--port', '5001', '--mtu', `${narrowMtu}`, ...args);
      const lines = await client.success(deadline);
      return lines.find(({ event }) => event === 'summary');
    };

    for (const family of ['IPv4', 'IPv6'] as const) {
      test(`its MTU is told by ICMP, over ${family}, and what was too large goes in fragments`, async () => {
        const summary = await transfer('--address', telling[family]);
        assert.equal([summary?.mtuBefore, summary?.mtu], [1500, narrowMtu]);
      });

      test(`its MTU is told by ICMP where the source address is chosen, over ${family}`, async () => {
        const summary = await transfer('--address', telling[family], '--local-address', nearOfTelling[family]);
        assert.is(summary?.mtu, narrowMtu);
      });

      test(`its MTU is found by probes where no ICMP comes, over ${family}`, async () => {
        const summary = await transfer('--address', silent[family]);
        assert.equal([summary?.mtuBefore, summary?.mtu], [1500, narrowMtu]);
      });
    }

    test('a host that does not speak SCTP refuses at once, with the reason', async () => {
      const client = peer.ours('path-mtu-client', '--address', telling.IPv4, '--port', '5002');
      const lines = await client.success(deadline);
      const failed = lines.find(({ event }) => event === 'failed');
      assert.is(failed?.code, 'ERR_SCTP_PROTOCOL_UNREACHABLE');
      assert.ok(Number(failed?.failedAfter) < 1000, `not after ${failed?.failedAfter} ms, and so a retransmission`);
    });

    test('a host that does not speak SCTP refuses IPv6 as well', async () => {
      const client = peer.ours('path-mtu-client', '--address', telling.IPv6, '--port', '5002');
      const lines = await client.success(deadline);
      assert.is(lines.find(({ event }) => event === 'failed')?.code, 'ERR_SCTP_PROTOCOL_UNREACHABLE');
    });
  });
}
