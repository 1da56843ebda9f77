import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { optionNames } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

const run = promisify(execFile);
const readme = new URL('../../README.md', import.meta.url);
const readmeOfLib = new URL('../../lib/README.md', import.meta.url);

async function firstExample(file: URL): Promise<string> {
  const [, example] = /```ts\n(.*?)```/s.exec(await readFile(file, 'utf8')) ?? [];
  assert.ok(example, `${file} has an example`);
  return example;
}

/** What the first example of a README prints. */
async function outputOfFirstExample(file: URL): Promise<string> {
  const options = ['--conditions=usctp-source', '--import', 'tsx', '--input-type=module', '--eval'];
  const cwd = new URL('..', import.meta.url);
  const { stdout } = await run(process.execPath, [...options, await firstExample(file)], { cwd, timeout: 20_000 });
  return stdout.trim();
}

describe('README', (test) => {
  test('has a first example of 20 lines or fewer, blank ones aside', async () => {
    const lines = (await firstExample(readme)).split('\n').filter((line) => line.trim() !== '');
    assert.ok(lines.length <= 20, `${lines.length} lines`);
  });

  test('its first example runs, and prints what the text says', async () => {
    const [, promised] = /It prints `(.*?)`/.exec(await readFile(readme, 'utf8')) ?? [];
    assert.is(await outputOfFirstExample(readme), promised);
  });

  test('lists every option, and no other', async () => {
    const [, listed = ''] = /except for the number of streams: `([^`]*)`/.exec(await readFile(readme, 'utf8')) ?? [];
    assert.equal(listed.split(/\s+/).sort(), [...optionNames].sort());
  });

  test('of the library has an example that runs, too', async () => {
    assert.is(await outputOfFirstExample(readmeOfLib), 'hello on stream 1');
  });
});
