import * as assert from 'uvu/assert';
import type { DataChunk } from '../../lib/src/codec/index.ts';
import { describe } from '../helpers/describe.ts';
import { heldAfter } from '../helpers/held-memory.ts';
import { HandDriven, peerData, peerTsn, type SentPacket } from '../unit/endpoint/hand-driven.ts';

const [receiveBuffer, maxMessageSize] = [2 ** 16, 2 ** 14];
const options = { receiveBuffer, maxMessageSize };

/**
 * The bound of what one association holds for its peer: twice the receive buffer and three times the largest message,
 * as the receiver charges it; what is held of tiny messages takes up to three times the charge.
 */
const bound = 3 * (2 * receiveBuffer + 3 * maxMessageSize);
const count = 4_000;

type Made = Partial<DataChunk>;

/** What is held of so many chunks, of which `make` gives the next, ten to a packet; how many bytes of it came. */
function storm(make: (i: number, nextTsn: number) => Made): { readonly held: number; readonly received: number } {
  // All runs of the measurement are kept, or each would take the place of the one before.
  const kept: HandDriven[] = [];
  let received = 0;
  const held = heldAfter(() => {
    received = 0;
    let nextTsn = peerTsn;
    const driven = HandDriven.in('ESTABLISHED', options);
    kept.push(driven);
    for (let i = 0; i < count; i += 10) {
      const chunks = Array.from({ length: 10 }, (_, j) => peerData(make(i + j, nextTsn + j)));
      received += chunks.reduce((sum, { userData }) => sum + userData.length, 0);
      nextTsn = cumulativeTsnAck(driven.answer(...chunks)) + 1;
    }
  });
  assert.is(kept.length, 4);
  return { held, received };
}

function cumulativeTsnAck(answers: readonly SentPacket[]): number {
  const sack = answers.flatMap(({ chunks }) => chunks).find((chunk) => chunk.type === 'SACK');
  return sack?.type === 'SACK' ? sack.cumulativeTsnAck : peerTsn - 1;
}

function checkHeld(make: (i: number, nextTsn: number) => Made): void {
  const { held, received } = storm(make);
  assert.ok(held < bound, `${held} bytes held of ${received}, the bound is ${bound}`);
}

const data = (length: number) => new Uint8Array(length);
const tsnAt = (i: number) => (peerTsn + i) >>> 0;
/** Opens a gap above which everything fills one. */
const farAhead: Partial<DataChunk> = { tsn: tsnAt(2 ** 30), ssn: 60_000, streamId: 9 };

describe('storms of DATA: memory stays within a bound (RFC 9260 §6.2, §12.2.4.1)', (test) => {
  test('that nobody reads', () => {
    checkHeld((i) => ({ tsn: tsnAt(i), ssn: i & 0xffff, userData: data(1000) }));
  });

  test('in one-byte fragments without an end', () => {
    checkHeld((i) => ({ tsn: tsnAt(i), beginning: i === 0, ending: false, userData: data(1) }));
  });

  test('in one-byte fragments behind a gap, without beginning and end', () => {
    checkHeld((i) => ({ tsn: tsnAt(i + 1), beginning: false, ending: false, userData: data(1) }));
  });

  test('in first fragments of messages on all streams that are never completed', () => {
    checkHeld((i) => ({ tsn: tsnAt(2 * i + 1), streamId: i % 10, ending: false, userData: data(1000) }));
  });

  test('in messages on all streams of which the first never comes', () => {
    checkHeld((i, nextTsn) => ({
      tsn: nextTsn,
      streamId: i % 10,
      ssn: 1 + Math.floor(i / 10),
      userData: data(1000),
    }));
  });

  test('in messages of which the first never comes, below a gap that is never filled', () => {
    checkHeld((i, tsn) => {
      if (i === 0) return farAhead;
      return { tsn, streamId: i % 10, ssn: 1 + Math.floor(i / 10), userData: data(1000) };
    });
  });

  test('in one-byte messages of which the first never comes, below a gap that is never filled', () => {
    checkHeld((i, tsn) => {
      if (i === 0) return farAhead;
      return { tsn, streamId: i % 10, ssn: 1 + Math.floor(i / 10), userData: data(1) };
    });
  });

  test('in messages that leave every other TSN out', () => {
    checkHeld((i) => ({ tsn: tsnAt(2 * i + 1), unordered: true, userData: data(1) }));
  });

  test('in messages with TSNs from all over', () => {
    checkHeld((i) => ({ tsn: tsnAt(Math.imul(i, 104_729) & 0x3fffffff), unordered: true, userData: data(100) }));
  });
});

describe('a storm of duplicate TSNs (RFC 9260 §6.2)', (test) => {
  test('is answered packet by packet, with no more duplicates than came and 128 at most', () => {
    const driven = HandDriven.in('ESTABLISHED');
    driven.answer(peerData());
    for (const repeated of [1, 50, 3000]) {
      const [sack, ...more] = driven.answer(...Array<DataChunk>(repeated).fill(peerData()));
      assert.equal(more, []);
      const [chunk] = sack?.chunks ?? [];
      assert.is(chunk?.type === 'SACK' && chunk.duplicateTsns.length, Math.min(repeated, 128));
    }
    assert.ok(driven.association.read(0));
    assert.is(driven.association.read(0), undefined);
  });
});
