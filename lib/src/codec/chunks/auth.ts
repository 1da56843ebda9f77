import { u16be } from 'buffer-layout';
import { viewOf } from '../bytes.ts';
import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';
import { FixedPart } from '../fixed-part.ts';

/** AUTH (RFC 4895 §5.1). */
export interface AuthChunk {
  readonly type: 'AUTH';
  readonly sharedKeyId: number;
  readonly hmacId: number;
  readonly hmac: Uint8Array;
}

const fixedPart = new FixedPart([u16be('sharedKeyId'), u16be('hmacId')]);
const hmacOffset = chunkHeaderLength + fixedPart.span;

/** AUTH. */
export const auth: ChunkCodec<AuthChunk> = {
  minimumLength: hmacOffset,
  length: ({ hmac }) => hmacOffset + hmac.length,
  flags: noFlags,
  write: (chunk, bytes, offset) => {
    fixedPart.encode(chunk, bytes, offset + chunkHeaderLength);
    bytes.set(chunk.hmac, offset + hmacOffset);
  },
  decode: (bytes, offset, end) => ({
    type: 'AUTH',
    ...fixedPart.decode(bytes, offset + chunkHeaderLength),
    hmac: viewOf(bytes, offset + hmacOffset, end),
  }),
};
