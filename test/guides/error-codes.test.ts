import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** Codes that a page lists in a table. */
function listedIn(page: string): (string | undefined)[] {
  return [...read(page).matchAll(/^\| `(ERR_\w+)` \|/gm)].map(([, code]) => code).sort();
}

/** Codes of a union of types. */
function codesOf(file: string): (string | undefined)[] {
  return [...read(file).matchAll(/^ {2}\| '(ERR_\w+)'/gm)].map(([, code]) => code).sort();
}

describe('the guide to troubleshooting', (test) => {
  test('lists every code of SctpError once, and no other', () => {
    const codes = codesOf('lib/src/errors.ts');
    assert.ok(codes.length > 20, `${codes.length} codes were found`);
    assert.equal(listedIn('lib/guides/troubleshooting.md'), codes);
  });
});

describe('the README of @usctp/diameter', (test) => {
  test('lists every code of DiameterError once, and no other', () => {
    const codes = codesOf('packages/diameter/src/errors.ts');
    assert.ok(codes.length >= 9, `${codes.length} codes were found`);
    assert.equal(listedIn('packages/diameter/README.md'), codes);
  });
});
