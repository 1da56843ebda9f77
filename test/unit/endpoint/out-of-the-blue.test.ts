import * as assert from 'uvu/assert';
import type { Chunk } from '../../../lib/src/codec/chunk.ts';
import { encodePacket } from '../../../lib/src/codec/packet.ts';
import { answerOutOfTheBlue } from '../../../lib/src/endpoint/out-of-the-blue.ts';
import { DecodeError } from '../../../lib/src/errors.ts';
import { describe } from '../../helpers/describe.ts';
import { peerData } from './hand-driven.ts';

function answerTo(...chunks: readonly Chunk[]): Chunk | undefined {
  return answerOutOfTheBlue(encodePacket({ sourcePort: 1, destinationPort: 2, verificationTag: 3, chunks }));
}

const abort: Chunk = { type: 'ABORT', isTagReflected: false, causes: [] };
const reflectedAbort: Chunk = { type: 'ABORT', isTagReflected: true, causes: [] };
const shutdownAck: Chunk = { type: 'SHUTDOWN ACK' };
const staleCookie: Chunk = { type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1 }] };

describe('a packet of no association (RFC 9260 §8.4)', (test) => {
  const silent: readonly [string, readonly Chunk[]][] = [
    ['ABORT', [abort]],
    ['ABORT after other chunks', [peerData(), shutdownAck, abort]],
    ['SHUTDOWN COMPLETE', [{ type: 'SHUTDOWN COMPLETE', isTagReflected: false }]],
    ['COOKIE ACK', [{ type: 'COOKIE ACK' }, peerData()]],
    ['ERROR with Stale Cookie', [staleCookie]],
    ['no chunk', []],
  ];
  for (const [name, chunks] of silent) {
    test(`with ${name} is not answered`, () => {
      assert.is(answerTo(...chunks), undefined);
    });
  }

  test('with SHUTDOWN ACK is answered with SHUTDOWN COMPLETE, its tag reflected', () => {
    assert.equal(answerTo(shutdownAck), { type: 'SHUTDOWN COMPLETE', isTagReflected: true });
    assert.equal(answerTo(peerData(), shutdownAck), { type: 'SHUTDOWN COMPLETE', isTagReflected: true });
  });

  const aborted: readonly [string, readonly Chunk[]][] = [
    ['DATA', [peerData()]],
    ['HEARTBEAT', [{ type: 'HEARTBEAT', heartbeatInfo: new Uint8Array(4) }]],
    ['ERROR of another cause', [{ type: 'ERROR', causes: [{ type: 'Out of Resource' }] }]],
    ['a chunk of unknown type', [{ type: 'unknown', chunkType: 0xff, flags: 0, value: new Uint8Array(4) }]],
  ];
  for (const [name, chunks] of aborted) {
    test(`with ${name} is answered with ABORT, its tag reflected`, () => {
      assert.equal(answerTo(...chunks), reflectedAbort);
    });
  }

  test('with a malformed chunk is no packet', () => {
    const packet = encodePacket({ sourcePort: 1, destinationPort: 2, verificationTag: 3, chunks: [peerData()] });
    assert.throws(
      () => answerOutOfTheBlue(packet.subarray(0, -4)),
      (error: unknown) => error instanceof DecodeError,
    );
  });
});
