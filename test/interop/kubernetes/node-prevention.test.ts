import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { canRunPeers } from '../peers.ts';
import { KernelHost } from './kernel-host.ts';
import { type LoadingWay, loadingWays } from './loading-ways.ts';

/** What keeps the module out, in full or in part. */
interface Prevention {
  readonly title: string;
  /** The shell command that sets it up; or parameters of the kernel, from the next boot on. */
  readonly set: string | { readonly parameter: string };
  /** The ways that are closed by it. */
  readonly closes: readonly LoadingWay['by'][];
  /** What our check says of a kernel that has it. */
  readonly verdict: 'good' | 'problem';
}

const intoModprobe = (lines: string) => `printf '${lines}' >/etc/modprobe.d/a.conf`;

/** Whether a prevention, or the module, is there until the next boot. */
const isOfBoot =
  "grep -q blacklist= /proc/cmdline || grep -q 1 /proc/sys/kernel/modules_disabled || grep -q '^sctp ' /proc/modules";

const preventions: readonly Prevention[] = [
  {
    title: 'an install line',
    set: intoModprobe('install sctp /bin/false\\n'),
    closes: ['socket', 'name'],
    verdict: 'good',
  },
  {
    title: 'a blacklist line alone',
    set: intoModprobe('blacklist sctp\\n'),
    closes: ['socket'],
    verdict: 'problem',
  },
  {
    title: 'kernel.modules_disabled',
    set: 'sysctl -qw kernel.modules_disabled=1',
    closes: ['socket', 'name', 'force'],
    verdict: 'good',
  },
  {
    title: 'modprobe.blacklist of the kernel’s command line',
    set: { parameter: 'modprobe.blacklist=sctp' },
    closes: ['socket'],
    verdict: 'problem',
  },
  {
    title: 'module_blacklist of the kernel’s command line',
    set: { parameter: 'module_blacklist=sctp,sctp_diag' },
    closes: ['socket', 'name', 'force'],
    verdict: 'good',
  },
  {
    title: 'initcall_blacklist of the kernel’s command line',
    set: { parameter: 'initcall_blacklist=sctp_init,sctp_diag_init' },
    closes: ['socket', 'name', 'force'],
    verdict: 'good',
  },
];

if (canRunPeers()) {
  describe('what keeps the kernel’s SCTP module out', (test) => {
    const host = new KernelHost('ix-k8s-keep');
    test.before(() => host.up());
    test.after(() => host.down());
    test.after.each(async () => {
      await host.run('rm -f /etc/modprobe.d/*');
      if ((await host.run(isOfBoot)).code === 0) await host.reboot();
    });

    const tryAll = async (closes: Prevention['closes'], ...parameters: readonly string[]) => {
      for (const { title, command, by } of loadingWays) {
        const isClosed = closes.includes(by);
        const { code, output } = await host.run(command);
        assert.is(await host.hasModule(), !isClosed, `${title}: ${output}`);
        if (isClosed) assert.is.not(code, 0, title);
        else await host.reboot(...parameters);
      }
    };

    for (const { title, set, closes, verdict } of preventions) {
      const closed = loadingWays.filter(({ by }) => closes.includes(by)).length;
      test(`${title} closes ${closed} of ${loadingWays.length} ways`, async () => {
        const parameters = typeof set === 'string' ? [] : [set.parameter];
        if (typeof set === 'string') await host.guest.runInGuest(set);
        else await host.reboot(set.parameter);
        const { output } = await host.node('check');
        assert.match(output, `${verdict}: `);
        await tryAll(closes, ...parameters);
      });
    }

    test('node block closes all but that of who forces it, and goes on to after a boot', async () => {
      assert.is((await host.node('block')).code, 0);
      await tryAll(['socket', 'name']);
      await host.reboot();
      assert.match((await host.node('check')).output, 'good: sctp is not loaded, and kept out');
      assert.is.not((await host.run('modprobe sctp')).code, 0);
      assert.is(await host.hasModule(), false);
    });

    test('kernel.modules_disabled keeps all other modules out, too, until the next boot', async () => {
      await host.guest.runInGuest('sysctl -qw kernel.modules_disabled=1');
      assert.is.not((await host.run('modprobe xt_sctp')).code, 0);
      await host.reboot();
      assert.is((await host.run('modprobe xt_sctp')).code, 0);
    });
  });
}
