import { readFileSync } from 'node:fs';
import { lintRules } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const readme = readFileSync(new URL('../../../packages/kubernetes/README.md', import.meta.url), 'utf8');

describe('the README', (test) => {
  test('has a row for each rule, and none for others', () => {
    const [, table = ''] = /\| rule \| severity \| finds \|\n\|---\|---\|---\|\n((?:\|.*\n)+)/.exec(readme) ?? [];
    const rows = table.trimEnd().split('\n');
    assert.equal(
      rows,
      lintRules.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`),
    );
  });
});
