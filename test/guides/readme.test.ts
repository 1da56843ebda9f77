import { readFileSync } from 'node:fs';
import { optionNames } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { readBlocks } from './block.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('README', (test) => {
  test('begins with an example of 20 lines or fewer, blank ones aside', () => {
    const [example] = readBlocks('README.md', readme);
    const lines = example?.code.split('\n').filter((line) => line.trim() !== '') ?? [];
    assert.is(example?.language, 'ts');
    assert.ok(lines.length <= 20, `${lines.length} lines`);
  });

  test('lists every option, and no other', () => {
    const [, listed = ''] = /except for the number of streams: `([^`]*)`/.exec(readme) ?? [];
    assert.equal(listed.split(/\s+/).sort(), [...optionNames].sort());
  });
});
