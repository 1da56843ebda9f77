import * as assert from 'uvu/assert';
import { TsnTracker } from '../../../lib/src/receiving/tsn-tracker.ts';
import { describe } from '../../helpers/describe.ts';

function trackerWith(initialTsn: number, ...tsns: number[]): TsnTracker {
  const tracker = new TsnTracker(initialTsn);
  for (const tsn of tsns) tracker.add(tsn);
  return tracker;
}

describe('TsnTracker', (test) => {
  test('begins before the initial TSN', () => {
    const tracker = trackerWith(10);
    assert.equal([tracker.cumulativeTsn, tracker.highestTsn, tracker.hasGaps], [9, 9, false]);
  });

  test('has everything up to the cumulative TSN', () => {
    const tracker = trackerWith(10, 10);
    assert.ok(tracker.has(10));
    assert.ok(tracker.has(3));
    assert.not(tracker.has(11));
  });

  test('advances over what comes in order', () => {
    assert.is(trackerWith(10, 10, 11, 12).cumulativeTsn, 12);
  });

  test('advances over a run when the gap before it is filled', () => {
    const tracker = trackerWith(10, 11, 12, 10);
    assert.equal([tracker.cumulativeTsn, tracker.hasGaps], [12, false]);
  });

  test('tells new from duplicate, also above a gap', () => {
    const tracker = trackerWith(10, 10, 12);
    assert.is(tracker.add(12), 'DUPLICATE');
    assert.is(tracker.add(10), 'DUPLICATE');
    assert.is(tracker.add(11), 'NEW');
  });

  test('reports runs as offsets from the cumulative TSN', () => {
    const tracker = trackerWith(10, 10, 12, 13, 16);
    assert.equal(tracker.gapAckBlocks(9), [
      { start: 2, end: 3 },
      { start: 6, end: 6 },
    ]);
    assert.is(tracker.highestTsn, 16);
  });

  test('reports the lowest runs when there is no room for all (RFC 9260 §6.7)', () => {
    assert.equal(trackerWith(10, 12, 14, 16).gapAckBlocks(2), [
      { start: 3, end: 3 },
      { start: 5, end: 5 },
    ]);
  });

  test('joins runs that come to touch', () => {
    const tracker = trackerWith(10, 12, 14, 13);
    assert.equal(tracker.gapAckBlocks(9), [{ start: 3, end: 5 }]);
  });

  test('extends a run downwards', () => {
    assert.equal(trackerWith(10, 13, 12).gapAckBlocks(9), [{ start: 3, end: 4 }]);
  });

  test('puts a run between others', () => {
    assert.equal(
      trackerWith(10, 12, 18, 15)
        .gapAckBlocks(9)
        .map(({ start }) => start),
      [3, 6, 9],
    );
  });

  test('takes nothing that the 16 bits of a gap ack block cannot report (§3.3.4)', () => {
    const tracker = trackerWith(1, 65_535);
    assert.equal(
      [65_536, 70_000, 2 ** 31 - 1].map((tsn) => tracker.add(tsn)),
      Array(3).fill('UNREPORTABLE'),
    );
    assert.equal(tracker.gapAckBlocks(9), [{ start: 65_535, end: 65_535 }]);
    assert.is(tracker.highestTsn, 65_535);
  });

  test('counts across the end of the space', () => {
    const tracker = trackerWith(0xfffffffe, 0xfffffffe, 0, 1);
    assert.equal([tracker.cumulativeTsn, tracker.highestTsn], [0xfffffffe, 1]);
    assert.equal(tracker.gapAckBlocks(9), [{ start: 2, end: 3 }]);
    tracker.add(0xffffffff);
    assert.is(tracker.cumulativeTsn, 1);
  });

  test('takes no more than 2,048 runs', () => {
    const tracker = new TsnTracker(1);
    for (let i = 0; i < 2048; i += 1) assert.is(tracker.add(3 + 2 * i), 'NEW');
    assert.is(tracker.add(3 + 2 * 2048), 'UNREPORTABLE');
    assert.not(tracker.has(3 + 2 * 2048));
  });

  test('still fills gaps when it takes no more runs', () => {
    const tracker = new TsnTracker(1);
    for (let i = 0; i < 2048; i += 1) tracker.add(3 + 2 * i);
    assert.is(tracker.add(4), 'NEW');
    assert.is(tracker.add(1), 'NEW');
  });
});
