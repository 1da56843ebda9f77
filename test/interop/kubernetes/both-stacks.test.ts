import { existsSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { canRunPeers, nextPort, Peer } from '../peers.ts';

const main = 'packages/cli/src/main.ts';
const deadline = 30_000;
const count = 20;
/** Of the node for userspace SCTP, and of the one whose kernel has loaded its own. */
const [userspaceNode, kernelNode] = ['192.0.2.1', '192.0.2.2'];

if (canRunPeers()) {
  describe('applications of userspace and of kernel SCTP, each on a node of its own', (test) => {
    const nodes = new Peer('lksctp', 'ix-k8s-two');
    const hadSctp = existsSync('/proc/net/sctp');
    test.before(() => nodes.up());
    test.after(() => nodes.down());

    test('exchange messages at once, among their own and with each other', async () => {
      const [ourPort, kernelPort] = [String(nextPort()), String(nextPort())];
      const servers = [
        nodes.ourCommand(main, 'listen', '--json', '--port', ourPort, '--mode', 'echo'),
        nodes.program('server', '--port', kernelPort, '--bind', kernelNode),
      ];
      await Promise.all(servers.map((server) => server.waitFor('listening', deadline)));
      const targets = [
        [userspaceNode, ourPort],
        [kernelNode, kernelPort],
      ] as const;
      const pings = targets.map(([address, port]) => {
        const mode = ['--mode', 'ping', '--count', String(count)];
        return nodes.ourCommand(main, 'connect', '--json', '--port', port, '--address', address, ...mode);
      });
      // Of all addresses that the kernel has, not of one.
      const ofKernel = targets.map(([address, port]) =>
        nodes.program('client', address, '--port', port, '--mode', 'pipeline', '--count', String(count)),
      );
      const [ours] = await Promise.all([
        Promise.all(pings.map((ping) => ping.success(deadline))),
        Promise.all(ofKernel.map((client) => client.success(deadline))),
      ]);
      const answered = ours.map((lines) => lines.find(({ event }) => event === 'ping')?.answered);
      assert.equal(answered, [count, count]);
    });

    test('load no SCTP on the node for userspace', () => {
      assert.is(existsSync('/proc/net/sctp'), hadSctp);
    });
  });
}
