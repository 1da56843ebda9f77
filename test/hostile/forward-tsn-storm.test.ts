import * as assert from 'uvu/assert';
import type { Chunk, ForwardTsnChunk } from '../../lib/src/codec/index.ts';
import type { Options } from '../../lib/src/core.ts';
import { describe } from '../helpers/describe.ts';
import { heldAfter } from '../helpers/held-memory.ts';
import { HandDriven, partiallyReliable, peerData, peerTsn } from '../unit/endpoint/hand-driven.ts';

/** In ms: many times what these storms take, and far less than if each chunk looked at all that is held. */
const timeLimit = 1000;

function open(options: Partial<Options> = {}): HandDriven {
  return HandDriven.in('ESTABLISHED', options, partiallyReliable);
}

function forward(newCumulativeTsn: number, skipped: ForwardTsnChunk['skipped'] = []): Chunk {
  return { type: 'FORWARD-TSN', newCumulativeTsn, skipped };
}

/** CPU time that the association takes for the chunks, which are in packets of up to so many, in ms. */
function timeOf(driven: HandDriven, chunks: readonly Chunk[], perPacket: number): number {
  const begun = process.cpuUsage();
  for (let i = 0; i < chunks.length; i += perPacket) driven.answer(...chunks.slice(i, i + perPacket));
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

describe('storms of FORWARD TSN (RFC 3758 §7)', (test) => {
  test('to far ahead: each moves the cumulative TSN, and costs no more than any', () => {
    const driven = open();
    const farAhead = Array.from({ length: 5000 }, (_, i) => forward((peerTsn + i * 0x7ffffffe) >>> 0));
    const elapsed = timeOf(driven, farAhead, 1);
    assert.ok(elapsed < timeLimit, `${elapsed} ms`);
    assert.is(driven.association.state, 'ESTABLISHED');
  });

  test('with thousands of entries, also for streams that there are not, beside messages that wait', () => {
    const driven = open({ inboundStreams: 10, receiveBuffer: 2 ** 24 });
    for (let i = 0; i < 4000; i += 1) {
      driven.answer(peerData({ tsn: peerTsn + i, streamId: i % 10, ssn: 30_000 + Math.floor(i / 10) }));
    }
    const skipped = Array.from({ length: 16_000 }, (_, i) => ({ streamId: i % 12, ssn: i & 0x3fff }));
    const storm = Array.from({ length: 10 }, (_, i) => forward(peerTsn + 4000 + i, skipped));
    const elapsed = timeOf(driven, storm, 1);
    assert.ok(elapsed < timeLimit, `${elapsed} ms`);
  });

  test('one by one along thousands of fragments that are held', () => {
    const driven = open({ receiveBuffer: 2 ** 24 });
    const count = 2000;
    const fragments = Array.from({ length: count }, (_, i) => peerData({ tsn: peerTsn + 2 * i + 1, ending: false }));
    timeOf(driven, fragments, 10);
    const storm = Array.from({ length: 2 * count + 1 }, (_, i) => forward(peerTsn + i));
    const elapsed = timeOf(driven, storm, 1000);
    assert.ok(elapsed < timeLimit, `${elapsed} ms`);
    driven.answer(peerData({ tsn: peerTsn + 2 * count + 1 }));
    assert.ok(driven.association.read(0));
  });

  test('what was skipped is not held any more', () => {
    const kept: HandDriven[] = [];
    const held = heldAfter(() => {
      const driven = open();
      kept.push(driven);
      for (let i = 0; i < 400; i += 1) {
        const tsn = peerTsn + 2 * i;
        driven.answer(peerData({ tsn: tsn + 1, ssn: i, ending: false, userData: new Uint8Array(1400) }));
        driven.answer(forward(tsn + 1, [{ streamId: 0, ssn: i }]));
      }
    });
    assert.is(kept.length, 4);
    assert.ok(held < 100_000, `${held} bytes`);
  });
});
