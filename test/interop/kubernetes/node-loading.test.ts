import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { canRunPeers } from '../peers.ts';
import { KernelHost } from './kernel-host.ts';
import { loadingWays } from './loading-ways.ts';

/** What has to do with SCTP and leaves the module alone; with the exit code that shows that it did what it does. */
const harmless = [
  { title: 'a raw socket', command: 'open-socket inet raw', code: 0 },
  { title: 'a raw socket of IPv6', command: 'open-socket inet6 raw', code: 0 },
  { title: 'a raw socket of who may not have one', command: 'open-socket --as 65534 inet raw', code: 1 },
  { title: 'ss', command: 'ss -a', code: 0 },
  { title: 'ss --sctp', command: 'ss -a --sctp', code: 0 },
  { title: 'reading /proc/net/sctp, which is not there', command: 'cat /proc/net/sctp/eps', code: 1 },
  { title: 'reading net.sctp of sysctl, which is not there', command: 'sysctl net.sctp', code: 1 },
] as const;

/** As kube-proxy has it of a Service. */
const forward = '-t nat -A PREROUTING -p sctp --dport 38412 -j DNAT --to-destination 192.0.2.1:38412';

if (canRunPeers()) {
  describe('the kernel’s SCTP module', (test) => {
    const host = new KernelHost('ix-k8s-load');
    test.before(() => host.up());
    test.after(() => host.down());

    for (const { title, command, code } of harmless) {
      test(`is not loaded by ${title}`, async () => {
        const run = await host.run(command);
        assert.is(run.code, code, run.output);
        assert.is(await host.hasModule(), false);
      });
    }

    test('is not loaded by iptables, for which there is xt_sctp', async () => {
      const { code, output } = await host.run(`iptables-legacy ${forward}`);
      assert.is(code, 0, output);
      assert.equal([await host.hasModule('xt_sctp'), await host.hasModule()], [true, false]);
    });

    test('is not loaded by conntrack', async () => {
      const { code, output } = await host.run('conntrack -L -p sctp');
      assert.is(code, 0, output);
      assert.equal([await host.hasModule('nf_conntrack'), await host.hasModule()], [true, false]);
    });

    for (const { title, command } of loadingWays) {
      test(`is loaded by ${title}`, async () => {
        assert.is(await host.hasModule(), false);
        const { output } = await host.run(command);
        assert.is(await host.hasModule(), true, output);
        await host.reboot();
      });
    }

    test('cannot be unloaded', async () => {
      await host.run('modprobe sctp');
      for (const command of ['modprobe -r sctp', 'rmmod sctp', 'rmmod -f sctp']) {
        assert.is.not((await host.run(command)).code, 0, command);
      }
      assert.is(await host.hasModule(), true);
    });
  });
}
