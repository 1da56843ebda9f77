import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { faultsOfReferences } from './conformance-table.ts';

const tests = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(new URL('../../packages/kubernetes/README.md', import.meta.url), 'utf8');
const heads = ['| story | shown by | result |', '| item of the test plan | shown by | result |'];

/** The rows below a head of a table. */
function rowsOf(head: string, markdown: string): string[] {
  const [, below = ''] = markdown.split(`${head}\n|---|---|---|\n`);
  const [rows = ''] = /^(?:\|.*\n)*/.exec(below) ?? [];
  return rows.trimEnd().split('\n');
}

/** What is wrong with a row: it says that something is shown and by which test, or what is not and why. */
function faultsOfRow(row: string): string[] {
  const [, what = '', test = '', result = ''] = row.split('|').map((cell) => cell.trim());
  if (what === '' || result === '') return [`a cell is empty: ${row}`];
  if (result.startsWith('not shown: ')) return test === '' ? [] : [`it is shown or not: ${row}`];
  if (!result.startsWith('shown')) return [`the result is neither "shown" nor "not shown: …": ${row}`];
  return faultsOfReferences(test, (path) => `${tests}${path}.test.ts`, row);
}

describe('the stories of KEP-614 in the README of @usctp/kubernetes', (test) => {
  for (const head of heads) {
    test(`name tests that exist, or say that there is none: ${head}`, () => {
      const rows = rowsOf(head, readme);
      assert.ok(rows.length >= 8, `${rows.length} rows`);
      assert.equal(rows.flatMap(faultsOfRow), []);
    });
  }
});

describe('the check of the stories', (test) => {
  const shown = '`architecture/kep-614: finds a test that does not exist`';

  test('takes what is shown, and what is said not to be', () => {
    assert.equal(faultsOfRow(`| a Service | ${shown} | shown |`), []);
    assert.equal(faultsOfRow('| a load balancer | | not shown: there is none |'), []);
  });

  test('finds a test that does not exist', () => {
    const absent = ['a name', 'that stands nowhere'].join(' ');
    assert.match(faultsOfRow(`| a Service | \`architecture/kep-614: ${absent}\` | shown |`)[0] ?? '', 'has no test');
    assert.match(faultsOfRow('| a Service | `architecture/nowhere` | shown |')[0] ?? '', 'there is no');
    assert.match(faultsOfRow('| a Service | | shown |')[0] ?? '', 'no file is named');
  });

  test('finds what is shown and not, or has no result', () => {
    assert.match(faultsOfRow(`| a Service | ${shown} | not shown: or is it |`)[0] ?? '', 'shown or not');
    assert.match(faultsOfRow(`| a Service | ${shown} | fine |`)[0] ?? '', 'neither');
    assert.match(faultsOfRow(`| a Service | ${shown} | |`)[0] ?? '', 'empty');
  });
});
