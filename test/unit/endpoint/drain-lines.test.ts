import * as assert from 'uvu/assert';
import type { Association } from '../../../lib/src/association/association.ts';
import { DrainLines } from '../../../lib/src/endpoint/drain-lines.ts';
import { describe } from '../../helpers/describe.ts';

/** The marks of an association, which are all that is looked at. */
function marked(): Association {
  return { isTransmitting: false, isReporting: false } as Association;
}

describe('the lines of associations to drain', (test) => {
  test('have each once, in the order in which they came', () => {
    const lines = new DrainLines();
    const [a, b] = [marked(), marked()];
    for (const association of [a, b, a, b]) lines.touch(association);
    for (const expected of [a, b, undefined]) {
      assert.is(lines.transmitting, expected);
      lines.transmitted();
    }
    for (const expected of [a, b, undefined]) {
      assert.is(lines.reporting, expected);
      lines.reported();
    }
  });

  test('take one that has left again, at their end', () => {
    const lines = new DrainLines();
    const [a, b] = [marked(), marked()];
    lines.touch(a);
    lines.touch(b);
    lines.transmitted();
    lines.touch(a);
    for (const expected of [b, a, undefined]) {
      assert.is(lines.transmitting, expected);
      lines.transmitted();
    }
  });

  test('are apart: who has events alone sends nothing', () => {
    const lines = new DrainLines();
    const a = marked();
    lines.report(a);
    assert.equal([lines.transmitting, lines.reporting === a], [undefined, true]);
    lines.touch(a);
    lines.reported();
    assert.equal([lines.transmitting === a, lines.reporting], [true, undefined]);
  });
});
