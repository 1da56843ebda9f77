import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { hostWithLoaded, hostWithModule, onHost } from '../host/host.ts';
import { command } from './command.ts';

const file = 'etc/modprobe.d/00-usctp.conf';

describe('usctp-k8s node', (test) => {
  test('checks a host in a short line, reasons and remedies, with the exit code of the verdict', () =>
    onHost(hostWithModule, async (_, folder) => {
      const { code, output, errors } = await command(['node', 'check', '--host-root', folder]);
      assert.equal([code, errors], [1, '']);
      assert.is(
        output,
        `problem: sctp is not loaded, but the next SCTP socket of any program loads it
  It can be loaded: /lib/modules/6.1.0/kernel/net/sctp/sctp.ko.xz is there, and nothing keeps it out.
  remedy: usctp-k8s node block
`,
      );
    }));

  test('checks a host as JSON and as YAML', () =>
    onHost(hostWithLoaded, async (_, folder) => {
      const { code, output } = await command(['node', 'check', '--host-root', folder, '-o', 'json']);
      const check = JSON.parse(output);
      assert.equal([code, check.verdict, check.kernelSctp, check.remedies.length], [1, 'problem', 'loaded', 2]);
      const yaml = await command(['node', 'check', '--host-root', folder, '-o', 'yaml']);
      assert.equal(parse(yaml.output), check);
    }));

  test('blocks the module, and undoes that', () =>
    onHost(hostWithModule, async (_, folder) => {
      const block = (...args: readonly string[]) => command(['node', 'block', '--host-root', folder, ...args]);
      assert.equal((await block('--dry-run')).output, `/${file} blocked (dry run)\n`);
      assert.not(existsSync(join(folder, file)));
      assert.equal(await block(), { code: 0, output: `/${file} blocked\n`, errors: '' });
      assert.equal((await block()).output, `/${file} unchanged\n`);
      const { code, output } = await command(['node', 'check', '--host-root', folder]);
      assert.is(code, 0);
      assert.match(output, /^good: sctp is not loaded, and kept out\n {2}It cannot be loaded: \S+:3 has `install/);
      assert.equal((await block('--undo')).output, `/${file} unblocked\n`);
      assert.not(existsSync(join(folder, file)));
    }));

  test('warns, and fails where the lines have no effect', () =>
    onHost({ ...hostWithLoaded, 'etc/modprobe.d/-.conf': 'install sctp modprobe -i sctp\n' }, async (_, folder) => {
      const { code, errors } = await command(['node', 'block', '--host-root', folder]);
      assert.is(code, 1);
      assert.match(
        errors,
        /^warning: sctp is loaded, and stays so.*\nerror: \/etc\/modprobe.d\/-\.conf:1 comes before/,
      );
    }));

  test('says what it cannot write over', () =>
    onHost({ ...hostWithModule, [file]: '# mine\n' }, async (_, folder) => {
      const { code, errors } = await command(['node', 'block', '--host-root', folder]);
      assert.equal([code, errors], [1, `error: /${file} is not as it was written; look at it, and take it away\n`]);
    }));

  test('prints the lines for a system, on any machine', async () => {
    const { code, output } = await command(['node', 'block', '--format', 'machineconfig', '--role', 'telco']);
    assert.equal([code, parse(output).kind], [0, 'MachineConfig']);
  });

  test('has usage', () =>
    onHost({ x: '' }, async (_, folder) => {
      for (const args of [
        ['check', '--host-root', folder],
        ['block', '--host-root', join(folder, 'none')],
        ['block', '--undo', '--format', 'talos'],
        ['block', '--format', 'windows'],
      ]) {
        assert.is((await command(['node', ...args])).code, 2, args.join(' '));
      }
      const { errors } = await command(['node', 'check', '--host-root', folder]);
      assert.match(errors, `error: ${folder} is no root of a host: it has no proc, sys, etc, lib or usr`);
    }));
});
