import * as assert from 'uvu/assert';
import { type GapReport, LossDetection, type NewlyAcked } from '../../../lib/src/sending/loss-detection.ts';
import type { SentChunk } from '../../../lib/src/sending/sent-chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { pathTo, sentChunks } from './chunks.ts';

const path = pathTo('192.0.2.1');
const other = pathTo('192.0.2.2');

/** Ten chunks in flight, TSN 1 to 10. */
function tenInFlight() {
  const sent = sentChunks(1, 10, path);
  return { sent, losses: new LossDetection(sent) };
}

/** A SACK that acknowledges, of what is in flight, this TSN alone. */
function gapAck(tsn: number, change: Partial<GapReport> = {}): GapReport {
  return { newlyAcked: [newlyAcked(tsn)], highestAcked: tsn, advancesCumulativeTsn: false, ...change };
}

/** Of chunks that were sent once, in order. */
function newlyAcked(tsn: number, on = path, latestTransmission = tsn - 1): NewlyAcked {
  return { path: on, highestTsn: tsn, latestTransmission };
}

function tsnsOf(chunks: readonly SentChunk[]): number[] {
  return chunks.map(({ tsn }) => tsn);
}

describe('miss indications (RFC 9260 §7.2.4)', (test) => {
  test('the third one says that a chunk is lost', () => {
    const { sent, losses } = tenInFlight();
    const lost = [2, 3, 4].map((tsn) => {
      Object.assign(sent.get(tsn) ?? {}, { status: 'GAP-ACKED' });
      return losses.report(gapAck(tsn)).map((chunk) => chunk.tsn);
    });
    assert.equal(lost, [[], [], [1]]);
  });

  test('are counted for all that is missing below, by ascending TSN', () => {
    const { losses } = tenInFlight();
    losses.report(gapAck(4));
    losses.report(gapAck(4));
    assert.equal(
      losses.report(gapAck(4)).map((chunk) => chunk.tsn),
      [1, 2, 3],
    );
  });

  test('are counted by ascending TSN also for chunks that came back among those that are missing', () => {
    const { sent, losses } = tenInFlight();
    const acknowledge = (tsns: readonly number[], status: SentChunk['status']) =>
      tsns.map((tsn) => Object.assign(sent.get(tsn) as SentChunk, { status })); // they are in flight
    const taken = acknowledge([1, 3, 4, 6, 9], 'GAP-ACKED');
    losses.report(gapAck(10));
    acknowledge([1, 3, 4, 6, 9], 'IN-FLIGHT');
    losses.suspect(taken);
    losses.suspect(taken);
    const reports = [gapAck(10), gapAck(10), gapAck(10)].map((report) => tsnsOf(losses.report(report)));
    assert.equal(reports, [[], [2, 5, 7, 8], [1, 3, 4, 6, 9]]);
  });

  test('only what lies below the highest TSN newly acknowledged is counted', () => {
    const { losses } = tenInFlight();
    losses.report(gapAck(9));
    losses.report(gapAck(3, { highestAcked: 9 }));
    assert.equal(
      losses.report(gapAck(3, { highestAcked: 9 })).map((chunk) => chunk.tsn),
      [1, 2],
    );
  });

  test('a SACK that acknowledges nothing new counts for nothing', () => {
    const { losses } = tenInFlight();
    for (let i = 0; i < 5; i += 1) {
      assert.equal(losses.report(gapAck(9, i === 0 ? {} : { newlyAcked: [] })), []);
    }
  });

  test('are not counted for what was acknowledged, or marked, or is no longer there', () => {
    const { sent, losses } = tenInFlight();
    losses.report(gapAck(5));
    losses.report(gapAck(5));
    Object.assign(sent.shift() ?? {}, { status: 'GAP-ACKED' });
    Object.assign(sent.get(2) ?? {}, { status: 'MARKED' });
    Object.assign(sent.get(3) ?? {}, { status: 'GAP-ACKED' });
    assert.equal(
      losses.report(gapAck(5)).map((chunk) => chunk.tsn),
      [4],
    );
  });

  test('a retransmitted chunk is missing only when something sent after it was acknowledged', () => {
    const { sent, losses } = tenInFlight();
    const first = sent.get(1);
    if (first !== undefined) sent.transmitted(first);
    for (let i = 0; i < 5; i += 1) losses.report(gapAck(7));
    assert.is(first?.missIndications, 0);
    losses.report(gapAck(2, { newlyAcked: [newlyAcked(2, path, 11)] }));
    assert.is(first?.missIndications, 1);
  });

  test('what went to one address is not missing as things sent later to another have arrived', () => {
    const { sent, losses } = tenInFlight();
    for (const tsn of [2, 4, 6, 8, 10]) Object.assign(sent.get(tsn) ?? {}, { path: other });
    for (const tsn of [6, 8, 10]) {
      const lost = losses.report(gapAck(tsn, { newlyAcked: [newlyAcked(tsn, other)] }));
      assert.equal(tsnsOf(lost), tsn === 10 ? [2, 4] : []);
    }
    for (const tsn of [5, 7]) assert.equal(losses.report(gapAck(tsn)), []);
    assert.equal(tsnsOf(losses.report(gapAck(9))), [1, 3]);
  });

  test('a chunk that was fast retransmitted is not counted again (step 5)', () => {
    const { sent, losses } = tenInFlight();
    Object.assign(sent.get(1) ?? {}, { isFastRetransmitted: true });
    for (let i = 0; i < 5; i += 1) losses.report(gapAck(2));
    assert.is(sent.get(1)?.missIndications, 0);
  });
});

describe('Fast Recovery (§7.2.4)', (test) => {
  test('lasts until all that was outstanding is acknowledged (step 6)', () => {
    const { losses } = tenInFlight();
    losses.enterFastRecovery();
    losses.cumulativeTsnAcked(9);
    assert.ok(losses.isInFastRecovery(path));
    losses.cumulativeTsnAcked(10);
    assert.not(losses.isInFastRecovery(path));
  });

  test('a SACK that advances the cumulative TSN counts for all that it reports missing', () => {
    const { losses } = tenInFlight();
    losses.enterFastRecovery();
    const report = gapAck(9, { newlyAcked: [newlyAcked(2, path, 8)], advancesCumulativeTsn: true });
    losses.report(report);
    losses.report(report);
    assert.equal(
      losses.report(report).map((chunk) => chunk.tsn),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
  });

  test('ends with a timeout, for the path that timed out', () => {
    const { losses } = tenInFlight();
    losses.enterFastRecovery();
    losses.timedOut(path);
    assert.not(losses.isInFastRecovery(path));
    assert.ok(losses.isInFastRecovery(other));
  });

  test('is entered anew by all when a path has losses that had timed out', () => {
    const { losses } = tenInFlight();
    losses.enterFastRecovery();
    losses.timedOut(path);
    losses.enterFastRecovery();
    assert.ok(losses.isInFastRecovery(path));
  });
});

describe('suspects', (test) => {
  test('a chunk that is in flight again is counted again', () => {
    const { sent, losses } = tenInFlight();
    losses.report(gapAck(9));
    losses.timedOut(path);
    const chunk = sent.get(4);
    if (chunk !== undefined) losses.suspect([chunk]);
    losses.report(gapAck(9));
    losses.report(gapAck(9));
    assert.equal(sent.get(4)?.missIndications, 3);
    assert.is(sent.get(3)?.missIndications, 1);
  });

  test('are kept by ascending TSN, each once', () => {
    const { sent, losses } = tenInFlight();
    losses.report(gapAck(9, { newlyAcked: [] }));
    losses.timedOut(path);
    for (const tsn of [5, 3, 7, 5, 3]) {
      const chunk = sent.get(tsn);
      if (chunk !== undefined) losses.suspect([chunk]);
    }
    losses.report(gapAck(9));
    losses.report(gapAck(9));
    assert.equal(
      losses.report(gapAck(9)).map((chunk) => chunk.tsn),
      [3, 5, 7],
    );
  });

  test('of another path outlive a timeout', () => {
    const { sent, losses } = tenInFlight();
    Object.assign(sent.get(2) ?? {}, { path: other });
    losses.report(gapAck(9, { newlyAcked: [newlyAcked(9, other)] }));
    losses.timedOut(path);
    assert.is(sent.get(2)?.missIndications, 1);
    for (let i = 0; i < 2; i += 1) losses.report(gapAck(9, { newlyAcked: [newlyAcked(9, other)] }));
    assert.is(sent.get(2)?.missIndications, 3);
  });

  test('a chunk above all that was acknowledged is no suspect yet', () => {
    const { sent, losses } = tenInFlight();
    losses.report(gapAck(3));
    const chunk = sent.get(8);
    if (chunk !== undefined) losses.suspect([chunk]);
    losses.report(gapAck(9));
    assert.is(chunk?.missIndications, 1);
  });

  test('nothing below the cumulative TSN is looked at again', () => {
    const { sent, losses } = tenInFlight();
    for (let i = 0; i < 5; i += 1) sent.shift();
    losses.cumulativeTsnAcked(5);
    for (let i = 0; i < 2; i += 1) losses.report(gapAck(7));
    assert.equal(
      losses.report(gapAck(7)).map((chunk) => chunk.tsn),
      [6],
    );
  });
});
