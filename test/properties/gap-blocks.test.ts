import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { type GapBlocks, shiftBlocks, soundBlocks, subtractBlocks } from '../../lib/src/sending/gap-blocks.ts';
import { describe } from '../helpers/describe.ts';

const offsets = fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { maxLength: 60, size: 'max' });
/** Any blocks that 16 bits can say, sound or not. */
const anyBlocks = fc.array(fc.record({ start: fc.nat({ max: 30 }), end: fc.nat({ max: 30 }) }), {
  maxLength: 10,
  size: 'max',
});

/** Sound blocks, which may touch each other: a peer may send such ones. */
const blocks: fc.Arbitrary<GapBlocks> = fc
  .tuple(offsets, offsets)
  .map(([members, cuts]) => blocksOf(new Set(members), new Set(cuts)));

function blocksOf(
  members: ReadonlySet<number>,
  cuts: ReadonlySet<number> = new Set(),
): { start: number; end: number }[] {
  const list: { start: number; end: number }[] = [];
  for (const offset of [...members].sort((a, b) => a - b)) {
    const last = list.at(-1);
    if (last !== undefined && last.end === offset - 1 && !cuts.has(offset)) last.end = offset;
    else list.push({ start: offset, end: offset });
  }
  return list;
}

function membersOf(list: GapBlocks): Set<number> {
  return new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, i) => start + i)));
}

describe('gap ack blocks are what sets are', (test) => {
  test('shiftBlocks moves each member, and drops those below 1', () => {
    fc.assert(
      fc.property(blocks, fc.nat({ max: 70 }), (list, by) => {
        const expected = [...membersOf(list)].map((offset) => offset - by).filter((offset) => offset > 0);
        assert.equal(membersOf(shiftBlocks(list, by)), new Set(expected));
      }),
    );
  });

  test('subtractBlocks leaves what is in one and not in the other', () => {
    fc.assert(
      fc.property(blocks, blocks, (list, others) => {
        const left = membersOf(others);
        const expected = [...membersOf(list)].filter((offset) => !left.has(offset));
        const rest = subtractBlocks(list, others);
        assert.equal(membersOf(rest), new Set(expected));
        assert.is(soundBlocks(rest), rest);
      }),
      { numRuns: 1000 },
    );
  });

  test('soundBlocks leaves blocks that ascend and do not overlap, all of them from the list', () => {
    fc.assert(
      fc.property(anyBlocks, (list) => {
        const sound = soundBlocks(list);
        let last = 1;
        for (const block of sound) {
          assert.ok(block.start > last && block.end >= block.start);
          assert.ok(list.includes(block));
          last = block.end;
        }
      }),
    );
  });

  test('soundBlocks leaves sound blocks alone', () => {
    fc.assert(fc.property(blocks, (list) => assert.is(soundBlocks(list), list)));
  });
});
