import type { GapAckBlock } from '../codec/chunk.ts';

/** Runs of TSNs above a cumulative TSN ack, as offsets from it: ascending, and apart from each other. */
export type GapBlocks = readonly GapAckBlock[];

/** Offset of the lowest TSN that a block can begin with: the one before it would make the cumulative TSN ack higher. */
const leastStart = 2;

/** The blocks of a SACK without those that are empty, overlap, or come out of order or too low: no honest peer sends these. */
export function soundBlocks(blocks: GapBlocks): GapBlocks {
  let last = leastStart - 1;
  let isSound = true;
  for (const { start, end } of blocks) {
    if (start <= last || end < start) isSound = false;
    last = end;
  }
  if (isSound) return blocks;
  last = leastStart - 1;
  return blocks.filter(({ start, end }) => {
    if (start <= last || end < start) return false;
    last = end;
    return true;
  });
}

/** The same TSNs as offsets from a cumulative TSN ack that is `by` higher. */
export function shiftBlocks(blocks: GapBlocks, by: number): GapBlocks {
  if (by === 0 || blocks.length === 0) return blocks;
  const shifted: GapAckBlock[] = [];
  for (const { start, end } of blocks) {
    if (end > by) shifted.push({ start: Math.max(start - by, 1), end: end - by });
  }
  return shifted;
}

/** What is in `blocks` and not in `others`, in time linear in the number of blocks. */
export function subtractBlocks(blocks: GapBlocks, others: GapBlocks): GapAckBlock[] {
  const rest: GapAckBlock[] = [];
  let i = 0;
  for (const { start, end } of blocks) {
    let from = start;
    for (let other = others[i]; other !== undefined && other.start <= end; other = others[i]) {
      if (other.start > from) rest.push({ start: from, end: other.start - 1 });
      from = Math.max(from, other.end + 1);
      // One that reaches past this block may cover some of the next, too.
      if (other.end > end) break;
      i += 1;
    }
    if (from <= end) rest.push({ start: from, end });
  }
  return rest;
}
