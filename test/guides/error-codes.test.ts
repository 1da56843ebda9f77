import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

const guide = readFileSync(new URL('../../lib/guides/troubleshooting.md', import.meta.url), 'utf8');
const errors = readFileSync(new URL('../../lib/src/errors.ts', import.meta.url), 'utf8');

describe('the guide to troubleshooting', (test) => {
  test('lists every code of SctpError once, and no other', () => {
    const listed = [...guide.matchAll(/^\| `(ERR_\w+)` \|/gm)].map(([, code]) => code);
    const codes = [...errors.matchAll(/^ {2}\| '(ERR_\w+)'/gm)].map(([, code]) => code);
    assert.ok(codes.length > 20, `${codes.length} codes were found`);
    assert.equal(listed.sort(), codes.sort());
  });
});
