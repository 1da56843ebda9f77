import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import type { Command } from '../command.ts';
import { commandInGuest } from '../guest-node.ts';
import { canRunPeers, nextPort } from '../peers.ts';
import { KernelHost } from './kernel-host.ts';

const main = 'packages/cli/src/main.ts';
const deadline = 60_000;
const nodeAddress = '192.0.2.2';
const outside = '192.0.2.1';
const ping = ['--mode', 'ping', '--count', '3'];
const anybody = 'unshare -n open-socket --as 65534 inet stream';

/** A pod with that hostPort, as the plugins bridge and portmap of the container network make it. */
const makePod = (port: number) =>
  [
    'ip netns add pod',
    'ip link add pod0 type veth peer name eth0 netns pod',
    'ip addr add 203.0.113.129/25 dev pod0 && ip link set pod0 up',
    'ip -n pod addr add 203.0.113.130/25 dev eth0 && ip -n pod link set eth0 up',
    'ip -n pod route add default via 203.0.113.129',
    'sysctl -qw net.ipv4.ip_forward=1',
    `iptables-legacy -t nat -A PREROUTING -p sctp --dport ${port} -j DNAT --to-destination 203.0.113.130:${port}`,
  ].join(' && ');

if (canRunPeers()) {
  describe('userspace SCTP on a node', (test) => {
    const host = new KernelHost('ix-k8s-both');
    const usctp = commandInGuest(main);
    test.before(() => host.up());
    test.after.each(() => host.guest.stopAll());
    test.after(() => host.down());

    /** Our echo server, in the guest. */
    const listen = async (port: number, namespace?: string) => {
      const enter = namespace === undefined ? '' : `ip netns exec ${namespace} `;
      const command = usctp.replace(' && ', ` && exec ${enter}`);
      await host.guest.startInGuest(`${command} listen --port ${port} --json`).waitFor('listening', deadline);
    };
    const client = (port: number, mode: readonly string[] = ping) =>
      host.guest.ourCommand(main, 'connect', '--json', '--port', String(port), '--address', nodeAddress, ...mode);
    const assertAborted = async (command: Command) => {
      const { status, lines } = await command.outcome(deadline);
      assert.is(status, 1);
      assert.is(lines.find(({ event }) => event === 'error')?.code, 'ERR_SCTP_ABORTED_BY_PEER', JSON.stringify(lines));
    };

    test('works, and loads nothing', async () => {
      const port = nextPort();
      assert.is(await host.hasModule(), false);
      await listen(port);
      const lines = await client(port).success(deadline);
      assert.is(lines.find(({ event }) => event === 'ping')?.answered, 3);
      assert.is(await host.hasModule(), false);
    });

    test('loses a living association as soon as anybody there asks the kernel for an SCTP socket', async () => {
      const port = nextPort();
      await listen(port);
      const talk = client(port, ['--mode', 'stdin']);
      await talk.waitFor('up', deadline);
      talk.say('before');
      await talk.waitFor('message', deadline);
      assert.is((await host.run(anybody)).code, 0);
      assert.is(await host.hasModule(), true);
      talk.say('after');
      await assertAborted(talk);
    });

    test('is refused then, whoever calls', async () => {
      const port = nextPort();
      await listen(port);
      await assertAborted(client(port));
      const server = host.guest.ourCommand(main, 'listen', '--port', String(port), '--json');
      await server.waitFor('listening', deadline);
      await assertAborted(
        host.guest.startInGuest(`${usctp} connect --json --port ${port} --address ${outside} ${ping.join(' ')}`),
      );
    });

    test('is refused in every network namespace', async () => {
      const port = nextPort();
      await host.guest.runInGuest(makePod(port));
      await listen(port, 'pod');
      await assertAborted(client(port));
    });

    test('works again after node block and a boot, whoever asks the kernel for a socket', async () => {
      const [port, podPort] = [nextPort(), nextPort()];
      const { output } = await host.node('block');
      assert.match(output, 'sctp is loaded, and stays so: drain the node and reboot it');
      await host.reboot();
      assert.is(await host.hasModule(), false);
      await host.guest.runInGuest(makePod(podPort));
      for (const command of [anybody, 'modprobe sctp']) assert.is.not((await host.run(command)).code, 0);
      await listen(port);
      await listen(podPort, 'pod');
      await client(port).success(deadline);
      await client(podPort).success(deadline);
      assert.is(await host.hasModule(), false);
    });
  });
}
