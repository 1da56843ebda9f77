import type { Field } from 'buffer-layout';
import { type ChunkCodec, chunkHeaderLength, noFlags } from './chunk-codec.ts';
import { FixedPart } from './fixed-part.ts';

/** The codec of a chunk of fixed fields and no flags; whatever follows them is ignored. */
export function fixedChunk<const Type extends string, Property extends string>(
  type: Type,
  fields: Field<Property>[],
): ChunkCodec<{ readonly type: Type } & { readonly [P in Property]: number }> {
  const fixedPart = new FixedPart(fields);
  return {
    minimumLength: chunkHeaderLength + fixedPart.span,
    length: () => chunkHeaderLength + fixedPart.span,
    flags: noFlags,
    write: (chunk, bytes, offset) => fixedPart.encode(chunk, bytes, offset + chunkHeaderLength),
    decode: (bytes, offset) => ({ type, ...fixedPart.decode(bytes, offset + chunkHeaderLength) }),
  };
}
