import * as assert from 'uvu/assert';
import type { Chunk } from '../../lib/src/codec/index.ts';
import type { StateName } from '../../lib/src/core.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { afterCookieWait } from '../unit/association/state-table.ts';
import { HandDriven, peerTag, peerTsn } from '../unit/endpoint/hand-driven.ts';

const localTag = 100;
const guesses = 256;

/** What would end or disturb the association if its tag were right. */
const chunks: Readonly<Record<string, Chunk>> = {
  ABORT: { type: 'ABORT', isTagReflected: false, causes: [] },
  'ABORT with the T bit': { type: 'ABORT', isTagReflected: true, causes: [] },
  SHUTDOWN: { type: 'SHUTDOWN', cumulativeTsnAck: 100 },
  'SHUTDOWN COMPLETE': { type: 'SHUTDOWN COMPLETE', isTagReflected: false },
  'SHUTDOWN COMPLETE with the T bit': { type: 'SHUTDOWN COMPLETE', isTagReflected: true },
  ERROR: { type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1 }] },
  DATA: dataChunk({ tsn: peerTsn }),
  SACK: {
    type: 'SACK',
    cumulativeTsnAck: 101,
    advertisedReceiverWindowCredit: 0,
    gapAckBlocks: [],
    duplicateTsns: [],
  },
  'COOKIE ACK': { type: 'COOKIE ACK' },
  'HEARTBEAT ACK': { type: 'HEARTBEAT ACK', heartbeatInfo: new Uint8Array(8) },
};

describe('packets with guessed tags (RFC 9260 §8.5, §12.2.4.2)', (test) => {
  for (const [name, chunk] of Object.entries(chunks)) {
    test(`${name}: none changes anything or is answered, in any state`, () => {
      for (const state of afterCookieWait) tryTags(state, chunk);
    });
  }

  test('ABORT and SHUTDOWN COMPLETE end an association with the one tag that goes with their T bit alone (§8.5.1)', () => {
    const [abort, reflected] = [chunks.ABORT, chunks['ABORT with the T bit']];
    assert.ok(abort && reflected);
    for (const [chunk, tag, state] of [
      [abort, localTag, 'CLOSED'],
      [abort, peerTag, 'ESTABLISHED'],
      [reflected, localTag, 'ESTABLISHED'],
      [reflected, peerTag, 'CLOSED'],
    ] as const) {
      const driven = HandDriven.in('ESTABLISHED');
      driven.answerWith({ tag }, chunk);
      assert.is(driven.association.state, state);
    }
  });
});

/** Tags near to both that are right, near to zero, and spread over all there are. */
function tryTags(state: StateName, chunk: Chunk): void {
  const driven = HandDriven.in(state);
  const deadline = driven.endpoint.nextTimeout();
  let tried = 0;
  for (let i = 0; i < guesses; i += 1) {
    for (const tag of [localTag + i - 128, peerTag + i - 128, i, Math.imul(i, 2_654_435_761)]) {
      if (tag >>> 0 === localTag || tag >>> 0 === peerTag) continue;
      tried += 1;
      assert.equal(driven.answerWith({ tag: tag >>> 0 }, chunk), []);
    }
  }
  assert.is(driven.endpoint.statistics().tagErrors, tried, 'each of them was counted');
  assert.is(driven.association.state, state);
  assert.is(driven.endpoint.nextTimeout(), deadline);
  assert.equal(driven.events(), []);
}
