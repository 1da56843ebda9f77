import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { modprobeCases } from '../../kubernetes/host/modprobe-cases.ts';
import { pathInGuest } from '../guest-node.ts';
import { canRunPeers } from '../peers.ts';
import { KernelHost } from './kernel-host.ts';

if (canRunPeers()) {
  describe('lines of modprobe.d, as modprobe reads them', (test) => {
    const host = new KernelHost('ix-k8s-lines');
    const folder = mkdtempSync(join(tmpdir(), 'usctp-modprobe-'));
    const file = join(folder, 'a.conf');

    test.before(() => host.up());
    test.after(async () => {
      await host.down();
      rmSync(folder, { recursive: true });
    });

    for (const { title, text, isBlocked } of modprobeCases) {
      test(title, async () => {
        writeFileSync(file, text);
        // It prints what it would do: insert the file, or run the line's command.
        const { output } = await host.run(`modprobe -C ${pathInGuest(folder)} -n -v sctp`);
        assert.is(/\/sctp\.ko|modprobe -i/.test(output), !isBlocked, output);
      });
    }
  });

  describe('usctp-k8s node, on a kernel that has a module for SCTP', (test) => {
    const host = new KernelHost('ix-k8s-node');
    test.before(() => host.up());
    test.after(() => host.down());

    test('finds that the module could be loaded, and keeps it out', async () => {
      const before = await host.node('check');
      assert.is(before.code, 1, before.output);
      assert.match(before.output, 'sctp is not loaded, but the next SCTP socket of any program loads it');
      const { code, output } = await host.node('block');
      assert.equal([code, output], [0, '/etc/modprobe.d/00-usctp.conf blocked']);
      assert.is.not((await host.run('modprobe sctp')).code, 0);
      assert.is(await host.hasModule(), false);
      const after = await host.node('check');
      assert.is(after.code, 0, after.output);
    });

    test('lets it in again, and then knows that it stays until a reboot', async () => {
      assert.is((await host.node('block', '--undo')).code, 0);
      assert.is((await host.run('modprobe sctp')).code, 0);
      assert.is(await host.hasModule(), true);
      const check = await host.node('check');
      assert.is(check.code, 1, check.output);
      assert.match(check.output, 'the kernel module sctp is loaded');
      const block = await host.node('block');
      assert.is(block.code, 0);
      assert.match(block.output, /blocked\n[\s\S]*reboot/);
    });
  });
}
