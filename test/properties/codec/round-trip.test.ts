import fc from 'fast-check';
import {
  ChunkReader,
  chunkLength,
  chunkTypeNumber,
  decodeCauses,
  decodeChunk,
  decodePacket,
  decodeParameters,
  encodeCauses,
  encodeChunk,
  encodePacket,
  encodeParameters,
  hasValidChecksum,
  writeChunk,
} from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { chunk, errorCause, packet, parameter } from './arbitraries.ts';

describe('what is encoded decodes to the same', (test) => {
  test('packet', () => {
    fc.assert(
      fc.property(packet, (original) => {
        const bytes = encodePacket(original);
        const { checksum, ...decoded } = decodePacket(bytes);
        assert.equal(decoded, original);
        assert.ok(hasValidChecksum(bytes));
        assert.is(bytes.length % 4, 0);
      }),
    );
  });

  test('chunk, over bytes that are not zero and from a Buffer alike', () => {
    fc.assert(
      fc.property(chunk, fc.nat({ max: 9 }), (original, offset) => {
        const clean = encodeChunk(original);
        const dirty = new Uint8Array(offset + clean.length + 5).fill(0xff);
        assert.is(writeChunk(original, dirty, offset), offset + clean.length);
        assert.equal(dirty.slice(offset, offset + clean.length), clean);
        assert.equal(dirty.slice(offset + clean.length), new Uint8Array(5).fill(0xff));
        assert.equal(decodeChunk(Buffer.from(clean), 0), original);
      }),
      { numRuns: 500 },
    );
  });

  test('chunk lists, one chunk after the other', () => {
    fc.assert(
      fc.property(packet, (original) => {
        const reader = new ChunkReader(encodePacket(original));
        for (const expected of original.chunks) {
          assert.is(reader.peekType(), chunkTypeNumber(expected));
          assert.is(reader.peekBytes().length, chunkLength(expected));
          assert.equal(reader.next(), expected);
        }
        assert.not.ok(reader.hasNext());
      }),
    );
  });

  test('parameters and causes', () => {
    fc.assert(
      fc.property(fc.array(parameter), fc.array(errorCause), (parameters, causes) => {
        assert.equal(decodeParameters(encodeParameters(parameters)), parameters);
        assert.equal(decodeCauses(encodeCauses(causes)), causes);
      }),
    );
  });
});
