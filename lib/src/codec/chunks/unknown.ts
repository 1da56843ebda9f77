import { byteAt, viewOf } from '../bytes.ts';
import { type ChunkCodec, chunkHeaderLength, flagsAt } from '../chunk-codec.ts';

/** A chunk of a type this codec has no name for; its two high bits say what to do with it (RFC 9260 §3.2). */
export interface UnknownChunk {
  readonly type: 'unknown';
  readonly chunkType: number;
  readonly flags: number;
  readonly value: Uint8Array;
}

/** Any chunk, kept as it is. */
export const unknown: ChunkCodec<UnknownChunk> = {
  minimumLength: chunkHeaderLength,
  length: ({ value }) => chunkHeaderLength + value.length,
  flags: ({ flags }) => flags,
  write: ({ value }, bytes, offset) => bytes.set(value, offset + chunkHeaderLength),
  decode: (bytes, offset, end) => ({
    type: 'unknown',
    chunkType: byteAt(bytes, offset),
    flags: flagsAt(bytes, offset),
    value: viewOf(bytes, offset + chunkHeaderLength, end),
  }),
};
