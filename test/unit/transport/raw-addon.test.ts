import * as assert from 'uvu/assert';
import { isKernelSctpLoaded, warnOfKernelSctp } from '../../../lib/src/transport/kernel-sctp.ts';
import { createError, loadRawAddon } from '../../../lib/src/transport/raw-addon.ts';
import { describe } from '../../helpers/describe.ts';
import { FakeRawAddon } from './fake-raw-addon.ts';
import { errorOf } from './inbox.ts';

describe('raw addon', (test) => {
  const failures: readonly [string, unknown, string][] = [
    [
      'is not installed',
      Object.assign(new Error('Cannot find'), { code: 'ERR_MODULE_NOT_FOUND' }),
      'npm install raw-socket',
    ],
    [
      'is not built',
      new Error("Cannot find module './build/Release/raw.node'\nRequire stack"),
      'npm rebuild raw-socket',
    ],
    ['is in a worker thread', new Error("Module did not self-register: 'raw.node'"), 'main thread'],
    ['throws no error', 'odd', 'odd'],
  ];
  for (const [name, cause, remedy] of failures) {
    test(`names the remedy when it ${name}`, async () => {
      const error = await errorOf(() => loadRawAddon(() => Promise.reject(cause), 'linux', '22.0.0'));
      assert.equal(error, Object.assign(error ?? {}, { code: 'ERR_SCTP_NO_RAW_SOCKET', cause }));
      assert.match(error?.message ?? '', remedy);
      assert.match(error?.message ?? '', 'udp()');
    });
  }

  test('needs a newer nan from Node.js 24 on, which the remedy sets', async () => {
    for (const [, cause] of failures.slice(0, 2)) {
      const error = await errorOf(() => loadRawAddon(() => Promise.reject(cause), 'linux', '24.0.0'));
      assert.match(error?.message ?? '', /`npm pkg set overrides\.nan=\S+ && npm install raw-socket( |`)/);
    }
  });

  test('is for Linux', async () => {
    const addon = new FakeRawAddon();
    assert.is(await loadRawAddon(async () => addon, 'linux'), addon);
    assert.match((await errorOf(() => loadRawAddon(async () => addon, 'darwin')))?.message ?? '', 'darwin');
  });

  test('leaves errors that it does not know as they are', () => {
    const cause = new Error('Too many open files');
    assert.is(createError(cause), cause);
    assert.is(createError('odd'), 'odd');
  });
});

describe('kernel SCTP', (test) => {
  const check = (present: string, modules?: string) =>
    isKernelSctpLoaded({ exists: (path) => path === present, read: () => modules });

  test('is seen by its module, its /proc folder, or the list of modules', () => {
    assert.ok(check('/sys/module/sctp'));
    assert.ok(check('/proc/net/sctp'));
    assert.ok(check('', 'libcrc32c 16384 1 sctp, Live 0x0\nsctp 409600 2 - Live 0x0\n'));
  });

  test('is not taken for a module that merely has sctp in its name or users', () => {
    assert.not.ok(check('', 'sctp_diag 16384 0\nlibcrc32c 16384 1 sctp, Live 0x0\n'));
    assert.not.ok(check(''));
    assert.type(isKernelSctpLoaded(), 'boolean');
  });

  test('is not taken for active where it is built in, and the kernel was to pass it over at boot', () => {
    const isLoaded = (commandLine: string, ...present: readonly string[]) =>
      isKernelSctpLoaded({
        exists: (path) => ['/sys/module/sctp', ...present].includes(path),
        read: (path) => (path === '/proc/cmdline' ? commandLine : undefined),
      });
    for (const value of ['sctp_init', 'sctp_diag_init,sctp_init', '"sctp_init"']) {
      assert.not.ok(isLoaded(`quiet initcall_blacklist=${value}\n`), value);
      assert.ok(isLoaded(`quiet initcall_blacklist=${value}\n`, '/proc/net/sctp'), 'it runs all the same');
    }
    assert.ok(isLoaded('initcall_blacklist=sctp_diag_init,not_sctp_init quiet\n'));
  });

  test('is warned of with a code and the remedy', () => {
    const warnings: [string, { code: string }][] = [];
    warnOfKernelSctp((text, options) => warnings.push([text, options]));
    const [[text, options] = ['', undefined]] = warnings;
    assert.equal(options, { code: 'USCTP_KERNEL_SCTP' });
    assert.match(text, 'restart the host');
    assert.match(text, 'install sctp /bin/false');
  });
});
