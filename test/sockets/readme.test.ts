import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

const run = promisify(execFile);
const readme = new URL('../../README.md', import.meta.url);

async function firstExample(): Promise<string> {
  const [, example] = /```ts\n(.*?)```/s.exec(await readFile(readme, 'utf8')) ?? [];
  assert.ok(example, 'README.md has an example');
  return example;
}

describe('README', (test) => {
  test('has a first example of 20 lines or fewer, blank ones aside', async () => {
    const lines = (await firstExample()).split('\n').filter((line) => line.trim() !== '');
    assert.ok(lines.length <= 20, `${lines.length} lines`);
  });

  test('its first example runs, and prints what the text says', async () => {
    const options = ['--conditions=usctp-source', '--import', 'tsx', '--input-type=module', '--eval'];
    const cwd = new URL('..', import.meta.url);
    const { stdout } = await run(process.execPath, [...options, await firstExample()], { cwd, timeout: 20_000 });
    const [, promised] = /It prints `(.*?)`/.exec(await readFile(readme, 'utf8')) ?? [];
    assert.is(stdout.trim(), promised);
  });
});
