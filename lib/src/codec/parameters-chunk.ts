import type { Field } from 'buffer-layout';
import { type ChunkCodec, chunkHeaderLength, noFlags } from './chunk-codec.ts';
import { FixedPart } from './fixed-part.ts';
import { decodeParameters, type Parameter, parametersLength, writeParameters } from './parameter.ts';

/** The codec of a chunk of fixed fields, parameters behind them, and no flags. */
export function parametersChunk<const Type extends string, Property extends string>(
  type: Type,
  fields: Field<Property>[],
): ChunkCodec<
  { readonly type: Type; readonly parameters: readonly Parameter[] } & { readonly [P in Property]: number }
> {
  const fixedPart = new FixedPart(fields);
  const parametersOffset = chunkHeaderLength + fixedPart.span;
  return {
    minimumLength: parametersOffset,
    length: ({ parameters }) => parametersOffset + parametersLength(parameters),
    flags: noFlags,
    write: (chunk, bytes, offset) => {
      fixedPart.encode(chunk, bytes, offset + chunkHeaderLength);
      writeParameters(chunk.parameters, bytes, offset + parametersOffset);
    },
    decode: (bytes, offset, end) => ({
      type,
      ...fixedPart.decode(bytes, offset + chunkHeaderLength),
      parameters: decodeParameters(bytes, offset + parametersOffset, end),
    }),
  };
}
