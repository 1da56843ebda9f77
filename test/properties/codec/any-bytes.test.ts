import fc from 'fast-check';
import {
  ChunkReader,
  DecodeError,
  decodeCauses,
  decodePacket,
  decodeParameters,
  describePacket,
  encodePacket,
  hasValidChecksum,
} from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { packet } from './arbitraries.ts';

const chunkTypes = [...Array(16).keys(), 64, 128, 130, 132, 192, 193, 194, 255];

/** Chunk after chunk with a length that fits and bytes at random behind it. */
const nearlyChunks = fc
  .array(fc.tuple(fc.constantFrom(...chunkTypes), fc.nat({ max: 255 }), fc.uint8Array({ maxLength: 60 })))
  .map((chunks) =>
    Buffer.concat([new Uint8Array(12), ...chunks.map(([type, flags, value]) => frame(type, flags, value))]),
  );

/** A packet in which some bytes were changed, and which may have been cut or have had bytes added. */
const mutated = fc
  .tuple(
    packet,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
    fc.nat({ max: 40 }),
    fc.nat({ max: 6 }),
  )
  .map(([original, changes, cut, added]) => {
    const bytes = encodePacket(original);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return Uint8Array.from([...bytes.subarray(0, bytes.length - cut), ...new Uint8Array(added).fill(0x55)]);
  });

const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), nearlyChunks, mutated);

describe('any bytes', (test) => {
  test('decode as a packet, or throw DecodeError', () => {
    let [decoded, malformed] = [0, 0];
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        if (decodeOrUndefined(() => decodePacket(bytes)) === undefined) malformed += 1;
        else decoded += 1;
      }),
      { numRuns: 4000 },
    );
    assert.ok(decoded > 200 && malformed > 200, `${decoded} decoded, ${malformed} malformed`);
  });

  test('decode as parameters and as causes, or throw DecodeError', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        decodeOrUndefined(() => decodeParameters(bytes));
        decodeOrUndefined(() => decodeCauses(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  test('that decode as a packet encode again, and to the same packet', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const decoded = decodeOrUndefined(() => decodePacket(bytes));
        if (decoded === undefined) return;
        const again = decodePacket(encodePacket(decoded));
        assert.equal({ ...again, checksum: 0 }, { ...decoded, checksum: 0 });
      }),
      { numRuns: 2000 },
    );
  });

  test('have a description of one line', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        assert.not.match(describePacket(bytes), /[\n\r\u2028\u2029]/);
      }),
      { numRuns: 2000 },
    );
  });

  test('end a chunk reader: each step goes on, or throws DecodeError', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const reader = new ChunkReader(bytes);
        while (reader.hasNext()) {
          const { offset } = reader;
          if (decodeOrUndefined(() => reader.next()) ?? decodeOrUndefined(() => reader.nextBytes())) {
            assert.ok(reader.offset > offset);
          } else return;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('have a checksum that is valid or not', () => {
    fc.assert(fc.property(anyBytes, (bytes) => typeof hasValidChecksum(bytes) === 'boolean'));
  });
});

/** What `decode` gives; undefined when it throws a DecodeError, and nothing else. */
function decodeOrUndefined<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}

function frame(type: number, flags: number, value: Uint8Array): Uint8Array {
  const length = 4 + value.length;
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  bytes.set([type, flags, length >> 8, length & 0xff]);
  bytes.set(value, 4);
  return bytes;
}
