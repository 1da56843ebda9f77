import * as assert from 'uvu/assert';
import { shiftBlocks, soundBlocks, subtractBlocks } from '../../../lib/src/sending/gap-blocks.ts';
import { describe } from '../../helpers/describe.ts';

/** `2-3 5-5` as blocks. */
function blocks(text: string) {
  return text.split(' ').flatMap((range) => {
    const [start = '', end = ''] = range.split('-');
    return range === '' ? [] : [{ start: Number(start), end: Number(end) }];
  });
}

describe('soundBlocks', (test) => {
  test('gives sound blocks back as they are', () => {
    const sound = blocks('2-3 5-5 6-9');
    assert.is(soundBlocks(sound), sound);
    assert.equal(soundBlocks([]), []);
  });

  const unsound = [
    { given: '5-4 7-8', left: '7-8', why: 'that are empty' },
    { given: '0-0 2-3', left: '2-3', why: 'that hold the cumulative TSN itself' },
    { given: '1-1 3-4', left: '3-4', why: 'that hold the next TSN, of which the cumulative one would tell' },
    { given: '5-6 2-3 8-8', left: '5-6 8-8', why: 'that come out of order' },
    { given: '2-5 4-7 8-8', left: '2-5 8-8', why: 'that overlap' },
  ];
  for (const { given, left, why } of unsound) {
    test(`drops blocks ${why}`, () => {
      assert.equal(soundBlocks(blocks(given)), blocks(left));
    });
  }
});

describe('shiftBlocks', (test) => {
  const cases = [
    { given: '2-3 5-9', by: 0, expected: '2-3 5-9', why: 'by nothing' },
    { given: '', by: 4, expected: '', why: 'nothing' },
    { given: '2-3 5-9', by: 1, expected: '1-2 4-8', why: 'down' },
    { given: '2-3 5-9', by: 3, expected: '2-6', why: 'away what has become cumulative' },
    { given: '2-3 5-9', by: 6, expected: '1-3', why: 'into a block, of which the rest stays' },
  ];
  for (const { given, by, expected, why } of cases) {
    test(`moves ${why}`, () => {
      assert.equal(shiftBlocks(blocks(given), by), blocks(expected));
    });
  }
});

describe('subtractBlocks', (test) => {
  const cases = [
    { from: '2-9', others: '', rest: '2-9', why: 'nothing leaves all' },
    { from: '', others: '2-9', rest: '', why: 'from nothing leaves nothing' },
    { from: '2-9', others: '2-9', rest: '', why: 'all leaves nothing' },
    { from: '2-9', others: '4-5', rest: '2-3 6-9', why: 'the middle leaves both ends' },
    { from: '2-9', others: '1-3 8-12', rest: '4-7', why: 'both ends leaves the middle' },
    { from: '2-4 6-8', others: '3-7', rest: '2-2 8-8', why: 'one block from two' },
    { from: '2-9', others: '3-3 5-5 7-7', rest: '2-2 4-4 6-6 8-9', why: 'several blocks from one' },
    { from: '5-6', others: '1-2 9-9', rest: '5-6', why: 'what lies elsewhere leaves all' },
  ];
  for (const { from, others, rest, why } of cases) {
    test(why, () => {
      assert.equal(subtractBlocks(blocks(from), blocks(others)), blocks(rest));
    });
  }
});
