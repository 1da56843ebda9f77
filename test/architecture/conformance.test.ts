import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { faultsOf, readRows } from './conformance-table.ts';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const library = pathOf('../../lib/src');
const tests = pathOf('../../test');

const faultsOfRow = (row: string) => readRows(row).flatMap((read) => faultsOf(read, library, tests));

describe('lib/CONFORMANCE.md', (test) => {
  test('has no empty cell, and names files and tests that exist', () => {
    const rows = readRows(readFileSync(pathOf('../../lib/CONFORMANCE.md'), 'utf8'));
    assert.equal(
      rows.flatMap((row) => faultsOf(row, library, tests)),
      [],
    );
  });
});

describe('the check of lib/CONFORMANCE.md', (test) => {
  const code = '`timer.ts`';
  const shown = '`architecture/conformance: finds an empty cell`';

  test('takes a row whose code and test exist', () => {
    assert.equal(faultsOfRow(`| 5.1 | it is so | MUST | ${code} | ${shown} |`), []);
  });

  test('finds an empty cell', () => {
    assert.match(faultsOfRow(`| 5.1 | | MUST | ${code} | ${shown} |`)[0] ?? '', 'cell 2 is empty');
  });

  test('finds code that does not exist', () => {
    assert.match(
      faultsOfRow(`| 5.1 | it is so | MUST | \`nowhere.ts\` | ${shown} |`)[0] ?? '',
      'there is no nowhere.ts',
    );
  });

  test('finds a test that does not exist', () => {
    const absent = ['a name', 'that stands nowhere'].join(' ');
    const faults = faultsOfRow(`| 5.1 | it is so | MUST | ${code} | \`architecture/conformance: ${absent}\` |`);
    assert.match(faults[0] ?? '', 'has no test');
  });

  test('finds a level that the RFC does not have', () => {
    assert.match(faultsOfRow(`| 5.1 | it is so | WILL | ${code} | ${shown} |`)[0] ?? '', 'the level is none of');
  });

  test('takes prose for a departure', () => {
    assert.equal(faultsOfRow('\n## Departures\n\n| 8.3 | it is so | SHOULD | it is not | for a reason |'), []);
  });
});
