import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hostWithModule, onHost } from './host.ts';
import { modprobeCases } from './modprobe-cases.ts';

/** The `install` line that counts, as the check names it; undefined when there is none that keeps the module out. */
async function lineOf(
  files: Readonly<Record<string, string>>,
  change: (folder: string) => void = () => {},
): Promise<string | undefined> {
  let line: string | undefined;
  await onHost({ ...hostWithModule, ...files }, (host, folder) => {
    change(folder);
    const [reason = ''] = checkNode(host).reasons;
    [, line] = /^It cannot be loaded: (\/[\w./-]+\.(?:conf|alias):\d+) has `/.exec(reason) ?? [];
  });
  return line;
}

describe('lines of modprobe.d', (test) => {
  for (const { title, text, isBlocked } of modprobeCases) {
    test(title, async () => {
      const line = await lineOf({ 'etc/modprobe.d/a.conf': text });
      assert.is(line !== undefined, isBlocked, JSON.stringify(text));
    });
  }
});

const install = 'install sctp /bin/false\n';

describe('files of modprobe.d', (test) => {
  test('count by name, not by folder, in the order of bytes', async () => {
    const both = async (first: string, second: string) => lineOf({ [first]: install, [second]: install });
    assert.is(await both('etc/modprobe.d/b.conf', 'lib/modprobe.d/a.conf'), '/lib/modprobe.d/a.conf:1');
    assert.is(await both('etc/modprobe.d/a.conf', 'lib/modprobe.d/Z.conf'), '/lib/modprobe.d/Z.conf:1');
    assert.is(await both('etc/modprobe.d/2.conf', 'lib/modprobe.d/10.conf'), '/lib/modprobe.d/10.conf:1');
    assert.is(await both('etc/modprobe.d/0.conf', 'lib/modprobe.d/-.conf'), '/lib/modprobe.d/-.conf:1');
  });

  test('hide those of the same name in later folders', async () => {
    const folders = ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'];
    for (const [index, first] of folders.entries()) {
      const files = folders.slice(index).map((folder) => [`${folder}/modprobe.d/a.conf`, install]);
      assert.is(await lineOf(Object.fromEntries(files)), `/${first}/modprobe.d/a.conf:1`);
    }
  });

  test('hide them also as links to /dev/null or to nowhere, but not as folders', async () => {
    const files = { 'lib/modprobe.d/a.conf': install, 'etc/modprobe.d/x': '', 'dev/null': '' };
    const link = (to: string) => (folder: string) => symlinkSync(to, join(folder, 'etc/modprobe.d/a.conf'));
    assert.is(await lineOf(files, link('/dev/null')), undefined);
    assert.is(await lineOf(files, link('/nowhere')), undefined);
    assert.is(
      await lineOf(files, (folder) => mkdirSync(join(folder, 'etc/modprobe.d/a.conf'))),
      '/lib/modprobe.d/a.conf:1',
    );
  });

  test('are those with the endings .conf and .alias', async () => {
    for (const name of ['a', 'a.conf.bak', '.a.conf', '.conf']) {
      assert.is(await lineOf({ [`etc/modprobe.d/${name}`]: install }), undefined, name);
    }
    assert.is(await lineOf({ 'etc/modprobe.d/a.alias': install }), '/etc/modprobe.d/a.alias:1');
  });

  test('are found through links as the host has them', async () => {
    const files = { 'usr/share/block.conf': install, 'etc/modprobe.d/x': '', 'usr/lib/modprobe.d/x': '' };
    const direct = (folder: string) => symlinkSync('/usr/share/block.conf', join(folder, 'etc/modprobe.d/a.conf'));
    assert.is(await lineOf(files, direct), '/etc/modprobe.d/a.conf:1');
    const above = (folder: string) =>
      symlinkSync('../../../../usr/share/block.conf', join(folder, 'etc/modprobe.d/a.conf'));
    assert.is(await lineOf(files, above), '/etc/modprobe.d/a.conf:1');
  });
});
