import * as assert from 'uvu/assert';
import type { GapAckBlock, SackChunk } from '../../lib/src/codec/index.ts';
import type { Options } from '../../lib/src/core.ts';
import { describe } from '../helpers/describe.ts';
import { HandDriven, typesOf } from '../unit/endpoint/hand-driven.ts';

const firstTsn = 101;

function sack(change: Partial<SackChunk> = {}): SackChunk {
  return {
    type: 'SACK',
    cumulativeTsnAck: firstTsn - 1,
    advertisedReceiverWindowCredit: 1_000_000,
    gapAckBlocks: [],
    duplicateTsns: [],
    ...change,
  };
}

const block = (start: number, end = start): GapAckBlock => ({ start, end });

/** An association with so many messages, each of which takes more than half a packet; how many packets are in flight. */
function sending(count: number, options: Partial<Options> = {}) {
  const driven = HandDriven.in('ESTABLISHED', { maxBurst: 1000, ...options });
  for (let i = 0; i < count; i += 1) driven.send('x'.repeat(800));
  return { driven, inFlight: driven.sent().length };
}

const { association: anyAssociation } = HandDriven.in('ESTABLISHED');
const { cwnd: initialWindow } = anyAssociation.primaryPath.congestionControl;

describe('storms of gap ack blocks (RFC 9260 §6.2.1, §12.4)', (test) => {
  /** All within what is in flight, so that the SACK is no violation: sound, overlapping, descending, empty. */
  const storms: Readonly<Record<string, readonly GapAckBlock[]>> = {
    overlapping: Array.from({ length: 8000 }, () => block(2, 3)),
    descending: Array.from({ length: 8000 }, (_, i) => block(3 - (i % 3))),
    empty: Array.from({ length: 8000 }, () => block(3, 2)),
    'at the cumulative TSN': Array.from({ length: 8000 }, () => block(0, 0)),
  };
  for (const [name, gapAckBlocks] of Object.entries(storms)) {
    test(`${name} ones: 200 such SACKs send nothing but what is lost, once`, () => {
      const { driven, inFlight } = sending(20);
      assert.ok(inFlight >= 3);
      let sentCount = 0;
      for (let i = 0; i < 200; i += 1) sentCount += driven.answer(sack({ gapAckBlocks })).length;
      assert.ok(sentCount <= 20, `${sentCount} packets`);
      assert.is(driven.association.state, 'ESTABLISHED');
    });
  }

  test('that acknowledge all but the cumulative TSN end no retransmission: the association is not left to itself', () => {
    const { driven, inFlight } = sending(2, { heartbeatInterval: 0 });
    driven.answer(sack({ gapAckBlocks: [block(1, inFlight)] }));
    assert.ok(driven.association.primaryPath.t3Rtx.isRunning);
    driven.answer(sack({ cumulativeTsnAck: firstTsn - 1 + inFlight }));
    assert.is(driven.association.bufferedAmount, 0);
  });

  test('every other packet in flight acknowledged by a block of its own leaves flight, and no other', () => {
    const { driven } = sending(5000, { sendBuffer: 2 ** 24 });
    // Let the window grow until thousands are in flight.
    let acked = firstTsn - 1;
    for (let i = 0; i < 40; i += 1) {
      const { flightSize } = driven.association.primaryPath;
      acked += Math.floor(flightSize / 816);
      driven.answer(sack({ cumulativeTsnAck: acked, advertisedReceiverWindowCredit: 2 ** 31 }));
    }
    const before = driven.association.primaryPath.flightSize;
    const gapAckBlocks = Array.from({ length: Math.floor(before / 816 / 2) - 1 }, (_, i) => block(2 * i + 2));
    assert.ok(gapAckBlocks.length > 30, `${gapAckBlocks.length} blocks`);
    driven.answer(sack({ cumulativeTsnAck: acked, gapAckBlocks, advertisedReceiverWindowCredit: 0 }));
    assert.is(driven.association.state, 'ESTABLISHED');
    assert.is(driven.association.primaryPath.flightSize, before - gapAckBlocks.length * 816);
  });
});

describe('optimistic SACKs (RFC 5062 §5.3, RFC 9260 §12.4)', (test) => {
  test('of a TSN that was not sent, by the cumulative TSN or in a block, abort the association', () => {
    for (const change of [{ cumulativeTsnAck: firstTsn + 100 }, { gapAckBlocks: [block(2, 200)] }]) {
      const { driven } = sending(3);
      assert.equal(typesOf(driven.answer(sack(change))), ['ABORT']);
      assert.is(driven.association.state, 'CLOSED');
    }
  });

  test('split into many grow cwnd no more than one does: it counts bytes (§7.2.1)', () => {
    const cwndAfter = (sacks: readonly SackChunk[]) => {
      const { driven } = sending(20);
      for (const chunk of sacks) driven.answer(chunk);
      return driven.association.primaryPath.congestionControl.cwnd;
    };
    const once = cwndAfter([sack({ cumulativeTsnAck: firstTsn })]);
    const repeated = cwndAfter(Array<SackChunk>(100).fill(sack({ cumulativeTsnAck: firstTsn })));
    assert.is(repeated, once);
    assert.ok(once <= initialWindow + 1468);
  });
});

describe('a peer that takes back what it acknowledged, for ever (RFC 9260 §6.2.1 D iii)', (test) => {
  test('gets what is lost by the rules, and its window does not grow', () => {
    const { driven, inFlight } = sending(20);
    let sentCount = 0;
    for (let i = 0; i < 1000; i += 1) {
      sentCount += driven.answer(sack({ gapAckBlocks: [block(2, inFlight)] })).length;
      sentCount += driven.answer(sack()).length;
    }
    assert.ok(sentCount <= 200, `${sentCount} packets for 2,000 SACKs`);
    const { primaryPath, bufferedAmount } = driven.association;
    assert.ok(primaryPath.congestionControl.cwnd <= 3 * initialWindow, `cwnd ${primaryPath.congestionControl.cwnd}`);
    assert.is(bufferedAmount, 20 * 800);
    assert.ok(primaryPath.t3Rtx.isRunning);
  });
});

describe('windows that shrink, and one that stays closed (RFC 9260 §6.1 A, §6.2.1)', (test) => {
  test('a window that shrinks below what is in flight stops the sender, and no more', () => {
    const { driven, inFlight } = sending(20);
    for (let window = 4000; window >= 0; window -= 100) {
      const sent = driven.answer(sack({ advertisedReceiverWindowCredit: window }));
      assert.equal(sent, []);
    }
    assert.is(driven.association.primaryPath.flightSize, inFlight * 816);
    assert.is(driven.association.state, 'ESTABLISHED');
  });

  test('a window that is closed for a day costs one packet an RTO, and the association lives', () => {
    const { driven, inFlight } = sending(20);
    const closed = sack({ cumulativeTsnAck: firstTsn - 1 + inFlight, advertisedReceiverWindowCredit: 0 });
    driven.answer(closed);
    const day = 86_400_000;
    let [steps, dataCount] = [0, 0];
    while (driven.now < day) {
      steps += 1;
      const sent = driven.timeOut();
      dataCount += typesOf(sent).filter((types) => types.includes('DATA')).length;
      for (const { chunks } of sent) {
        for (const chunk of chunks) {
          if (chunk.type === 'HEARTBEAT') driven.answer({ ...chunk, type: 'HEARTBEAT ACK' });
          if (chunk.type === 'DATA') driven.answer(closed);
        }
      }
    }
    assert.is(driven.association.state, 'ESTABLISHED');
    // RTO.Max is a minute. A path that gets retransmissions alone is idle (§8.3): the answer to its HEARTBEAT, each 30.5 s
    // at the earliest, takes the RTO back to a second, and after 1, 2, 4, 8 and 16 of them the next answer has come.
    assert.ok(dataCount >= 1400 && dataCount <= (5 * day) / 30_500, `${dataCount} probes`);
    assert.ok(steps <= 3 * dataCount, `${steps} timeouts`);
  });
});

describe('a peer that lies about round trips (RFC 9260 §6.3.1)', (test) => {
  test('keeps the RTO within its bounds', () => {
    for (const delay of [0, 1, 900]) {
      const { driven } = sending(50);
      let acked = firstTsn - 1;
      while (driven.association.bufferedAmount > 0) {
        driven.now += delay;
        acked += Math.floor(driven.association.primaryPath.flightSize / 816);
        driven.answer(sack({ cumulativeTsnAck: acked }));
        const { rto } = driven.association.primaryPath;
        assert.ok(rto >= 1000 && rto <= 60_000, `${rto} ms`);
      }
    }
  });
});
