import { readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { blockNode, checkNode, KubernetesError, unblockNode } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hostWithLoaded, hostWithModule, onHost } from './host.ts';

const path = '/etc/modprobe.d/00-usctp.conf';

function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.instance(error, KubernetesError);
    assert.is((error as KubernetesError).code, 'ERR_KUBERNETES_HOST');
    return (error as KubernetesError).message;
  }
  return assert.unreachable() as never;
}

describe('blocking the module', (test) => {
  test('makes a host good, once, and undone it is as before', () =>
    onHost(hostWithModule, (host, folder) => {
      assert.is(checkNode(host).verdict, 'problem');
      assert.equal(blockNode(host), { path, result: 'blocked', failures: [], warnings: [] });
      assert.equal([checkNode(host).verdict, checkNode(host).kernelSctp], ['good', 'blocked']);
      assert.is(statSync(join(folder, path)).mode & 0o777, 0o644);
      const lines = readFileSync(join(folder, path), 'utf8').split('\n');
      assert.equal(lines.slice(2), [
        'install sctp /bin/false',
        'blacklist sctp',
        'install sctp_diag /bin/false',
        'blacklist sctp_diag',
        '',
      ]);
      assert.equal(readdirSync(join(folder, 'etc/modprobe.d')), ['00-usctp.conf'], 'nothing else is left');
      assert.is(blockNode(host).result, 'unchanged');
      assert.is(unblockNode(host).result, 'unblocked');
      assert.is(unblockNode(host).result, 'unchanged');
      assert.is(checkNode(host).verdict, 'problem');
    }));

  test('is readable for all, whatever the umask', () =>
    onHost(hostWithModule, (host, folder) => {
      const before = process.umask(0o077);
      try {
        blockNode(host);
      } finally {
        process.umask(before);
      }
      assert.is(statSync(join(folder, path)).mode & 0o777, 0o644);
    }));

  test('writes nothing in a dry run', () =>
    onHost(hostWithModule, (host, folder) => {
      assert.is(blockNode(host, { isDryRun: true }).result, 'blocked');
      assert.not(readdirSync(join(folder)).includes('etc'));
      blockNode(host);
      assert.is(unblockNode(host, { isDryRun: true }).result, 'unblocked');
      assert.is(checkNode(host).verdict, 'good');
    }));

  test('names the line that comes before and defeats it', () =>
    onHost({ ...hostWithModule, 'lib/modprobe.d/00-a.conf': 'install sctp* /sbin/modprobe -i sctp\n' }, (host) => {
      const { result, failures } = blockNode(host);
      assert.is(result, 'blocked');
      const counts = (module: string) =>
        `/lib/modprobe.d/00-a.conf:1 comes before ${path}, and so counts for ${module}: ` +
        'install sctp* /sbin/modprobe -i sctp';
      assert.equal(failures, [counts('sctp'), counts('sctp_diag')]);
    }));

  test('does not vouch for what comes before and cannot be read', () =>
    onHost({ ...hostWithModule, 'etc/modprobe.d/x': '' }, (host, folder) => {
      symlinkSync('00-a.conf', join(folder, 'etc/modprobe.d/00-a.conf'));
      assert.match(blockNode(host).failures.join(), `00-a.conf cannot be read (ELOOP), and comes before ${path}`);
    }));

  test('warns of a module that is loaded, and of what would load it at boot', () =>
    onHost({ ...hostWithLoaded, 'etc/modules-load.d/a.conf': 'sctp\n' }, (host) => {
      const { failures, warnings } = blockNode(host);
      assert.equal(failures, []);
      assert.equal(warnings, [
        'sctp is loaded, and stays so: drain the node and reboot it (kubectl usctp remediate)',
        '/etc/modules-load.d/a.conf:1 asks for it at boot, which fails from now on: take the line out',
      ]);
    }));

  test('fails where SCTP is built in', () =>
    onHost({ ...hostWithModule, 'lib/modules/6.1.0/modules.builtin': 'kernel/net/sctp/sctp.ko\n' }, (host) => {
      assert.match(blockNode(host).failures.join(), 'built into this kernel');
    }));

  test('leaves alone what it has not written', () =>
    onHost({ ...hostWithModule, [path.slice(1)]: 'install sctp /bin/true\n' }, (host, folder) => {
      const reason = `${path} is not as it was written; look at it, and take it away`;
      assert.is(
        refusalOf(() => blockNode(host)),
        reason,
      );
      assert.is(
        refusalOf(() => unblockNode(host)),
        reason,
      );
      assert.is(readFileSync(join(folder, path), 'utf8'), 'install sctp /bin/true\n');
      rmSync(join(folder, path));
      symlinkSync('/dev/null', join(folder, path));
      assert.is(
        refusalOf(() => blockNode(host)),
        reason,
      );
    }));

  test('says why it cannot write, and leaves nothing behind', () =>
    onHost({ ...hostWithModule, 'etc/modprobe.d': '' }, (host, folder) => {
      assert.match(
        refusalOf(() => blockNode(host)),
        /EEXIST|ENOTDIR/,
      );
      assert.equal(readdirSync(join(folder, 'etc')), ['modprobe.d']);
    }));
});
