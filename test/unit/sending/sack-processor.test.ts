import * as assert from 'uvu/assert';
import type { GapAckBlock } from '../../../lib/src/codec/chunk.ts';
import { EarliestOutstanding } from '../../../lib/src/sending/earliest-outstanding.ts';
import { LossDetection } from '../../../lib/src/sending/loss-detection.ts';
import { SackProcessor } from '../../../lib/src/sending/sack-processor.ts';
import { SentChunks } from '../../../lib/src/sending/sent-chunk.ts';
import { describe } from '../../helpers/describe.ts';
import { message, pathTo, sentChunk } from './chunks.ts';

/** Chunks of 100 bytes, 116 with their header, from TSN 1 on, sent at 0 and the first of them timed. */
function inFlight(count: number, ...paths: ReturnType<typeof pathTo>[]) {
  const [path = pathTo()] = paths;
  const sent = new SentChunks(1);
  const losses = new LossDetection(sent);
  const sacks = new SackProcessor(sent, losses, new EarliestOutstanding(sent));
  for (let tsn = 1; tsn <= count; tsn += 1) {
    const chunk = sentChunk(tsn, paths[(tsn - 1) % paths.length] ?? path);
    sent.push(chunk);
    sent.transmitted(chunk);
    chunk.path.dataSent(chunk.size, 0);
    chunk.path.time(tsn, 0);
    sacks.sent(chunk);
  }
  const apply = (cumulativeTsnAck: number, blocks?: readonly GapAckBlock[], now = 50) => {
    const outcome = sacks.apply(cumulativeTsnAck, blocks, now);
    if (outcome.result !== 'APPLIED') throw new Error(`the SACK is ${outcome.result}`);
    return outcome;
  };
  return { path, sent, losses, sacks, apply };
}

describe('a cumulative TSN ack (RFC 9260 §6.2.1)', (test) => {
  test('removes all chunks up to it', () => {
    const { sent, sacks, path, apply } = inFlight(5);
    apply(3, []);
    assert.equal([sent.firstTsn, sent.length], [4, 2]);
    assert.equal([path.flightSize, sacks.outstandingBytes], [2 * 116, 200]);
  });

  test('tells bytes, messages and paths', () => {
    const { path, apply } = inFlight(5);
    const outcome = apply(2, []);
    assert.is(outcome.acknowledgedBytes, 200);
    assert.equal(
      outcome.acknowledgedMessages.map(({ id }) => id),
      [1, 2],
    );
    assert.equal(outcome.acknowledgedPaths, [path]);
  });

  test('acknowledges a message with its last fragment', () => {
    const { sent, sacks, apply } = inFlight(0);
    const whole = message({ id: 9, data: Buffer.alloc(200) });
    for (const tsn of [1, 2]) {
      const chunk = sentChunk(tsn, pathTo(), { beginning: tsn === 1, ending: tsn === 2, message: whole });
      sent.push(chunk);
      sacks.sent(chunk);
    }
    assert.equal(apply(1, []).acknowledgedMessages, []);
    assert.equal(apply(2, []).acknowledgedMessages, [whole]);
  });

  test('that is lower than an earlier one is stale (D i)', () => {
    const { sacks, apply } = inFlight(5);
    apply(3, []);
    assert.is(sacks.apply(2, [], 0).result, 'STALE');
  });

  test('that repeats an earlier one applies, and acknowledges nothing', () => {
    const { apply } = inFlight(5);
    apply(3, []);
    const { acknowledgedBytes, acknowledgedPaths } = apply(3, []);
    assert.equal([acknowledgedBytes, acknowledgedPaths], [0, []]);
  });

  test('of a TSN that was not sent is a protocol violation', () => {
    const { sacks } = inFlight(5);
    assert.is(sacks.apply(6, [], 0).result, 'PROTOCOL-VIOLATION');
    assert.is(sacks.apply(3, [{ start: 2, end: 3 }], 0).result, 'PROTOCOL-VIOLATION');
  });
});

describe('gap ack blocks', (test) => {
  test('take chunks out of flight, and keep them until they are cumulatively acknowledged', () => {
    const { sent, sacks, path, apply } = inFlight(5);
    const { acknowledgedBytes, acknowledgedMessages } = apply(1, [{ start: 2, end: 3 }]);
    assert.equal([acknowledgedBytes, acknowledgedMessages.length, sent.length], [100, 1, 4]);
    assert.equal(
      [2, 3, 4, 5].map((tsn) => sent.get(tsn)?.status),
      ['IN-FLIGHT', 'GAP-ACKED', 'GAP-ACKED', 'IN-FLIGHT'],
    );
    assert.equal([path.flightSize, sacks.outstandingBytes], [2 * 116, 200]);
  });

  test('that are repeated count once', () => {
    const { path, apply } = inFlight(5);
    apply(1, [{ start: 2, end: 3 }]);
    apply(1, [{ start: 2, end: 3 }]);
    assert.is(path.flightSize, 2 * 116);
  });

  test('are counted once when they become cumulative', () => {
    const { sacks, path, apply } = inFlight(5);
    apply(1, [{ start: 2, end: 3 }]);
    assert.is(apply(4, []).acknowledgedBytes, 300);
    assert.equal([path.flightSize, sacks.outstandingBytes], [116, 100]);
  });

  test('that are gone bring their chunks back into flight (D iii)', () => {
    const { sent, sacks, path, apply } = inFlight(5);
    apply(1, [{ start: 2, end: 3 }]);
    path.t3Rtx.stop();
    apply(1, [{ start: 2, end: 2 }], 70);
    assert.equal([sent.get(4)?.status, sent.get(4)?.missIndications], ['IN-FLIGHT', 1]);
    assert.equal([path.flightSize, sacks.outstandingBytes, path.t3Rtx.deadline], [3 * 116, 300, 1070]);
  });

  test('stay in force with a SHUTDOWN, which has none', () => {
    const { sent, path, apply } = inFlight(5);
    apply(1, [{ start: 2, end: 3 }]);
    apply(2, undefined);
    assert.equal([sent.length, sent.get(3)?.status, path.flightSize], [3, 'GAP-ACKED', 116]);
  });

  test('that no honest peer sends are passed over', () => {
    const { path, apply } = inFlight(5);
    apply(1, [
      { start: 3, end: 3 },
      { start: 2, end: 2 },
    ]);
    assert.is(path.flightSize, 3 * 116);
  });

  test('take a chunk that is marked for retransmission', () => {
    const { sent, sacks, path, apply } = inFlight(3);
    const second = sent.get(2);
    if (second !== undefined) {
      second.status = 'MARKED';
      path.dataLeft(second.size);
      sacks.left(second);
    }
    apply(0, [{ start: 2, end: 2 }]);
    assert.equal([second?.status, path.flightSize, sacks.outstandingBytes], ['GAP-ACKED', 2 * 116, 200]);
  });
});

describe('what a SACK does to a path', (test) => {
  test('T3-rtx stops when nothing is in flight (§6.3.2 R2)', () => {
    const { path, apply } = inFlight(2);
    apply(2, []);
    assert.not(path.t3Rtx.isRunning);
  });

  test('T3-rtx starts anew when the earliest chunk is acknowledged (R3)', () => {
    const { path, apply } = inFlight(2);
    apply(1, [], 50);
    assert.is(path.t3Rtx.deadline, 50 + path.rto);
  });

  test('T3-rtx goes on when only later chunks are acknowledged', () => {
    const { path, apply } = inFlight(2);
    apply(0, [{ start: 2, end: 2 }]);
    assert.is(path.t3Rtx.deadline, 1000);
  });

  test('T3-rtx starts anew when a gap has the earliest chunk that went to its address', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const { apply } = inFlight(4, one, other);
    apply(0, [{ start: 2, end: 2 }], 50);
    assert.equal([one.t3Rtx.deadline, other.t3Rtx.deadline], [1000, 1050]);
  });

  test('T3-rtx goes on when what becomes cumulative was acknowledged before', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const { apply } = inFlight(6, one, other);
    apply(0, [{ start: 2, end: 2 }], 50);
    const outcome = apply(2, [], 70);
    assert.equal([one.t3Rtx.deadline, other.t3Rtx.deadline], [1070, 1050]);
    assert.equal(outcome.acknowledgedPaths, [one]);
  });

  test('the chunk that is timed gives the round-trip time (§6.3.1)', () => {
    const { path, apply } = inFlight(2);
    apply(1, [], 80);
    assert.is(path.rtt.srtt, 80);
  });

  test('a retransmitted chunk gives none (C5)', () => {
    const { sent, path, apply } = inFlight(2);
    Object.assign(sent.get(1) ?? {}, { retransmissionCount: 1 });
    apply(1, [], 80);
    assert.is(path.rtt.srtt, undefined);
  });

  test('cwnd grows by what was acknowledged while it was used up', () => {
    const { path, apply } = inFlight(38);
    assert.is(path.flightSize, 4408);
    apply(4, []);
    assert.is(path.congestionControl.cwnd, 4404 + 4 * 116);
  });

  test('cwnd does not grow in Fast Recovery, nor with the SACK that ends it', () => {
    const { losses, path, apply } = inFlight(38);
    losses.enterFastRecovery();
    apply(4, []);
    apply(38, []);
    assert.is(path.congestionControl.cwnd, 4404);
    assert.not(losses.isInFastRecovery(path));
  });

  test('each path gets its own share', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const { apply } = inFlight(4, one, other);
    assert.equal(apply(0, [{ start: 2, end: 2 }]).acknowledgedPaths, [other]);
    assert.equal([one.flightSize, other.flightSize], [232, 116]);
    assert.equal(apply(4, []).acknowledgedPaths, [one, other]);
    assert.equal([one.flightSize, other.flightSize], [0, 0]);
  });

  test('the cwnd of the path that the data went to grows, and no other (§7.2.1)', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const { apply } = inFlight(4, one, other);
    for (const path of [one, other]) path.dataSent(4404, 0);
    apply(0, [{ start: 2, end: 2 }]);
    assert.equal([one.congestionControl.cwnd, other.congestionControl.cwnd], [4404, 4404 + 116]);
  });

  test('what was counted towards a larger cwnd is forgotten once all is acknowledged (§7.2.2)', () => {
    const { path, apply } = inFlight(3);
    const { congestionControl, pmdcs } = path;
    congestionControl.fastRetransmit(pmdcs);
    const acknowledge = (bytes: number, flightSizeBefore: number) =>
      congestionControl.acknowledge({ bytes, flightSizeBefore, isInFastRecovery: false }, pmdcs);
    acknowledge(pmdcs, 1e6);
    const { cwnd } = congestionControl;
    acknowledge(cwnd - 1000, 0);
    apply(3, []);
    acknowledge(1000, 1e6);
    assert.is(congestionControl.cwnd, cwnd);
  });

  test('chunks with the third miss indication are lost', () => {
    const { apply } = inFlight(6);
    const lost = [2, 3, 4].map((end) => apply(0, [{ start: 2, end }]).lost.map(({ tsn }) => tsn));
    assert.equal(lost, [[], [], [1]]);
  });

  test('a chunk that went to two addresses shows that neither works, but that the peer is there (RFC 7829 §3.2)', () => {
    const { sent, apply } = inFlight(2);
    Object.assign(sent.get(1) ?? {}, { hasSeveralDestinations: true });
    const ambiguous = apply(1, []);
    assert.equal([ambiguous.hasProgress, ambiguous.acknowledgedPaths.length], [true, 0]);
    assert.is(apply(2, []).acknowledgedPaths.length, 1);
  });

  test('nor does one that waits to be retransmitted (§8.2), unless RFC 7829 is used (§3.2 rule 10)', () => {
    for (const [potentiallyFailedMaxRetransmissions, count] of [
      [Number.POSITIVE_INFINITY, 0],
      [0, 1],
    ] as const) {
      const path = pathTo('192.0.2.1', { potentiallyFailedMaxRetransmissions });
      const { sent, apply } = inFlight(1, path);
      Object.assign(sent.get(1) ?? {}, { status: 'MARKED' });
      assert.is(apply(1, []).acknowledgedPaths.length, count);
    }
  });
});
