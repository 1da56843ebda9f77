import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';

/** PAD (RFC 4820 §3). */
export interface PadChunk {
  readonly type: 'PAD';
  readonly paddingLength: number;
}

/** PAD. */
export const pad: ChunkCodec<PadChunk> = {
  minimumLength: chunkHeaderLength,
  length: ({ paddingLength }) => chunkHeaderLength + paddingLength,
  flags: noFlags,
  write: ({ paddingLength }, bytes, offset) => {
    bytes.fill(0, offset + chunkHeaderLength, offset + chunkHeaderLength + paddingLength);
  },
  decode: (_bytes, offset, end) => ({ type: 'PAD', paddingLength: end - offset - chunkHeaderLength }),
};
