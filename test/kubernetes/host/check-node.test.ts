import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkNode, type NodeCheck } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hostWithLoaded, hostWithModule, onHost } from './host.ts';

type Expected = readonly [NodeCheck['verdict'], NodeCheck['kernelSctp'], RegExp];

const release = '6.1.0';
const blocked = { 'etc/modprobe.d/a.conf': 'install sctp /bin/false\n' };

/** What a host is, by the files that it has besides; undefined is one that it has not. */
const builtIn = {
  'proc/cmdline': 'ro initcall_blacklist=sctp_init,sctp_diag_init',
  'sys/module/sctp/parameters/no_checksums': 'N',
  [`lib/modules/${release}/modules.builtin`]: 'kernel/net/sctp/sctp.ko\n',
};

const cases: readonly [title: string, files: Readonly<Record<string, string | undefined>>, expected: Expected][] = [
  ['is a problem when the module can be loaded', {}, ['problem', 'absent', /sctp\.ko\.xz is there, and nothing/]],
  ['is good when modprobe refuses', blocked, ['good', 'blocked', /a\.conf:1 has `install sctp \/bin\/false`/]],
  [
    'is a problem when only sockets do not load it',
    { 'usr/lib/modprobe.d/a.conf': '\nblacklist sctp\n' },
    ['problem', 'absent', /a\.conf:2 blacklists it.*not `modprobe sctp`/],
  ],
  [
    'is the same when the command line says so',
    { 'proc/cmdline': 'ro modprobe.blacklist=a,sctp' },
    ['problem', 'absent', /kernel command line blacklists it/],
  ],
  [
    'is good when the kernel was told to refuse it',
    { 'proc/cmdline': 'module_blacklist="a,sctp"' },
    ['good', 'blocked', /module_blacklist/],
  ],
  [
    'is good when the kernel takes no module',
    { 'proc/sys/kernel/modules_disabled': '1' },
    ['good', 'blocked', /modules_disabled/],
  ],
  ['is good without a file', { [`lib/modules/${release}/modules.dep`]: 'x.ko:\n' }, ['good', 'blocked', /no sctp\.ko/]],
  [
    'is good when the kernel was built without',
    { [`boot/config-${release}`]: '# CONFIG_IP_SCTP is not set\n', [`lib/modules/${release}/modules.dep`]: undefined },
    ['good', 'blocked', /no sctp\.ko/],
  ],
  [
    'finds a file that depmod does not know',
    { [`lib/modules/${release}/modules.dep`]: undefined, [`lib/modules/${release}/kernel/net/sctp/sctp.ko`]: '' },
    ['problem', 'absent', /kernel\/net\/sctp\/sctp\.ko is there/],
  ],
  [
    'is not known without the folder of modules',
    { [`lib/modules/${release}/modules.dep`]: undefined },
    ['unknown', 'absent', /modules\.dep cannot be read \(ENOENT\)/],
  ],
  [
    'is a problem when it is built in, as its parameters show',
    { 'sys/module/sctp/parameters/no_checksums': 'N' },
    ['problem', 'builtin', /ABORT/],
  ],
  [
    'is a problem when it is built in, as the list says',
    { [`lib/modules/${release}/modules.builtin`]: 'kernel/net/sctp/sctp.ko\n' },
    ['problem', 'builtin', /ABORT/],
  ],
  [
    'is a problem when it is built in, as the configuration says',
    { [`boot/config-${release}`]: 'CONFIG_IP_SCTP=y\n' },
    ['problem', 'builtin', /ABORT/],
  ],
  [
    'is good when it is built in and was passed over at boot',
    { ...builtIn, 'proc/1/net/tcp': '' },
    ['good', 'blocked', /^It cannot be loaded: the kernel was started with initcall_blacklist=sctp_init\.$/],
  ],
  [
    'is a problem when it was to be passed over, and has started all the same',
    { ...builtIn, 'proc/1/net/sctp/eps': '' },
    ['problem', 'builtin', /ABORT/],
  ],
  [
    'is a problem when only what needs it was passed over',
    { ...builtIn, 'proc/cmdline': 'initcall_blacklist=sctp_diag_init' },
    ['problem', 'builtin', /ABORT/],
  ],
  [
    'is good when a module would be passed over',
    { 'proc/cmdline': 'initcall_blacklist="x,sctp_init"' },
    ['good', 'blocked', /initcall_blacklist/],
  ],
  ['is a problem while it is being loaded', { 'sys/module/sctp/initstate': 'coming' }, ['problem', 'loaded', /ABORT/]],
  [
    'is not known without /proc and /sys',
    { 'proc/modules': undefined, 'sys/module/xt_sctp/initstate': undefined },
    ['unknown', undefined, /proc\/modules cannot be read/],
  ],
  [
    'is not known when the command does something else',
    { 'etc/modprobe.d/a.conf': 'install sctp /usr/local/bin/ask\n' },
    ['unknown', 'absent', /what `install sctp \/usr\/local\/bin\/ask` .* does cannot be told/],
  ],
  [
    'is a problem when the first line loads it, whatever follows',
    { 'etc/modprobe.d/a.conf': 'install sct* /sbin/modprobe -i sctp\ninstall sctp /bin/false\n' },
    ['problem', 'absent', /a\.conf:1 has .*, the first such line/],
  ],
];

describe('the verdict on a host', (test) => {
  for (const [title, files, [verdict, word, reason]] of cases) {
    test(title, async () => {
      const all = Object.entries({ ...hostWithModule, ...files }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      await onHost(Object.fromEntries(all), (host) => {
        const check = checkNode(host);
        assert.equal([check.verdict, check.kernelSctp], [verdict, word], JSON.stringify(check));
        assert.match(check.reasons.join('\n'), reason);
        assert.ok(`${check.verdict}: ${check.summary}`.length <= 80, check.summary);
        if (verdict !== 'good') assert.ok(check.remedies.length > 0);
      });
    });
  }

  test('is a problem when the module is loaded, and says what keeps it out after a boot', async () => {
    await onHost({ ...hostWithLoaded, ...blocked }, (host) => {
      const { verdict, kernelSctp, reasons, remedies } = checkNode(host);
      assert.equal([verdict, kernelSctp], ['problem', 'loaded']);
      assert.match(reasons.join('\n'), /does not come back after a boot: .*a\.conf:1/);
      assert.equal(remedies, [
        'drain the node and reboot it (kubectl usctp remediate): a module that is in use cannot be unloaded',
      ]);
    });
    await onHost(hostWithLoaded, (host) => {
      assert.equal(checkNode(host).remedies.slice(0, 1), ['usctp-k8s node block']);
    });
  });

  test('has what would load it at boot', async () => {
    const files = {
      'etc/modules-load.d/a.conf': '# sctp\n sctp\n',
      'usr/lib/modules-load.d/a.conf': 'sctp_diag\n',
      'run/modules-load.d/b.conf': 'sctp-diag\nxt_sctp\n',
      'etc/modules': 'loop\nsctp rto=3\n',
      'proc/cmdline': 'ro modules_load=sctp',
    };
    await onHost({ ...hostWithModule, ...files, ...blocked }, (host) => {
      const { verdict, reasons, remedies } = checkNode(host);
      assert.is(verdict, 'good');
      for (const at of ['/etc/modules-load.d/a.conf:2', '/run/modules-load.d/b.conf:1', '/etc/modules:2']) {
        assert.ok(reasons.includes(`${at} asks for it at boot, in vain, and that fails.`), at);
        assert.ok(remedies.includes(`take the line out: ${at}`));
      }
      assert.is(remedies.length, 4, 'the command line is the fourth');
    });
    await onHost({ ...hostWithModule, ...files }, (host) => {
      assert.match(checkNode(host).reasons.join('\n'), 'a.conf:2 loads it at boot.');
    });
  });

  test('does not say twice what Debian has in /etc/modules', async () => {
    await onHost({ ...hostWithModule, 'etc/modules': 'sctp\n', 'etc/modules-load.d/x': '' }, (host, folder) => {
      symlinkSync('../modules', join(folder, 'etc/modules-load.d/modules.conf'));
      const { remedies } = checkNode(host);
      assert.equal(remedies.slice(1), ['take the line out: /etc/modules-load.d/modules.conf:1']);
    });
  });

  test('is not known when a file cannot be read that may come first, but is when it cannot', async () => {
    // A circle of links is what nobody can read, root included.
    await onHost({ ...hostWithModule, 'etc/modprobe.d/z.conf': 'install sctp /bin/false\n' }, (host, folder) => {
      symlinkSync('m.conf', join(folder, 'etc/modprobe.d/m.conf'));
      const { verdict, reasons } = checkNode(host);
      assert.is(verdict, 'unknown');
      assert.match(reasons.join('\n'), '/etc/modprobe.d/m.conf cannot be read (ELOOP)');
    });
    await onHost({ ...hostWithModule, ...blocked }, (host, folder) => {
      symlinkSync('m.conf', join(folder, 'etc/modprobe.d/m.conf'));
      assert.is(checkNode(host).verdict, 'good');
    });
  });

  test('takes a packed configuration of the kernel', async () => {
    await onHost(hostWithModule, (host, folder) => {
      writeFileSync(join(folder, 'proc/config.gz'), gzipSync('CONFIG_IP_SCTP=y\n'));
      assert.is(checkNode(host).kernelSctp, 'builtin');
    });
  });
});
