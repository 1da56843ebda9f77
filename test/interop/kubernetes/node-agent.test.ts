import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import type { Command, Line } from '../command.ts';
import { commandInGuest } from '../guest-node.ts';
import { canRunPeers } from '../peers.ts';
import { KernelHost } from './kernel-host.ts';

const main = 'packages/kubernetes/src/cli/main.ts';
const deadline = 60_000;
/** From the end of `modprobe` to the report, in ms. */
const reactionTime = 2000;

type Pairs = Readonly<Record<string, unknown>>;

function annotation(line: Line, key: string): unknown {
  return (line.annotations as Pairs | undefined)?.[`usctp.dev/${key}`]; // as the program prints it
}

/** What the agent says by its label, and the status of its condition. */
function wordIn({ labels, conditions }: Line): unknown[] {
  const all = conditions as readonly { readonly type: string; readonly status: string }[]; // as the program prints it
  return [(labels as Pairs)['usctp.dev/kernel-sctp'], all.find(({ type }) => type === 'KernelSCTPLoaded')?.status];
}

if (canRunPeers()) {
  describe('the agent on a kernel that has a module for SCTP', (test) => {
    const host = new KernelHost('ix-k8s-agent');
    let cluster: Command;
    let api = '';

    const report = (word: string, bootId: string) =>
      cluster.waitFor(
        'patched',
        deadline,
        (line) => wordIn(line)[0] === word && annotation(line, 'kernel-sctp-boot-id') === bootId,
      );
    /** What a kubelet and the DaemonSet do when the node has booted; gives the id of the boot. */
    const join = async () => {
      const { output } = await host.run('cat /proc/sys/kernel/random/boot_id');
      cluster.say(`boot ${output}`);
      host.guest.startInGuest(`${commandInGuest(main)} agent --node-name guest --server ${api} --address 127.0.0.1`);
      return output;
    };

    test.before(async () => {
      await host.up();
      cluster = host.guest.ours('cluster-of-one', '192.0.2.1', 'guest');
      api = String((await cluster.waitFor('listening', deadline)).url);
    });
    test.after(() => host.down());

    test(`says that the module has been loaded, within ${reactionTime} ms`, async () => {
      const bootId = await join();
      assert.equal(wordIn(await report('absent', bootId)), ['absent', 'False']);
      assert.is((await host.run('modprobe sctp')).code, 0);
      const loadedAt = performance.now();
      const line = await report('loaded', bootId);
      assert.equal(wordIn(line), ['loaded', 'True']);
      assert.ok(line.at - loadedAt < reactionTime, `after ${line.at - loadedAt} ms`);
    });

    test('confirms that a node has been freed by node block, remediate and a boot', async () => {
      await host.node('block');
      const remediate = host.guest.ourCommand(main, 'remediate', 'guest', '--server', api);
      const request = await cluster.waitFor(
        'patched',
        deadline,
        (line) => annotation(line, 'reboot-requested') !== undefined,
      );
      assert.is(request.isCordoned, true);
      await host.reboot();
      const bootId = await join();
      assert.equal(wordIn(await report('blocked', bootId)), ['blocked', 'False']);
      const lines = (await remediate.success(deadline)).map(({ text }) => text);
      for (const end of ['kernel-sctp: blocked', 'uncordoned', 'remediated'])
        assert.ok(lines.includes(`node/guest ${end}`));
      assert.is(await host.hasModule(), false);
    });
  });
}
