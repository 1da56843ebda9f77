import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';
import { decodeParameters, type Parameter, parametersLength, writeParameters } from '../parameter.ts';

/** RE-CONFIG (RFC 6525 §3.1). */
export interface ReConfigChunk {
  readonly type: 'RE-CONFIG';
  readonly parameters: readonly Parameter[];
}

/** RE-CONFIG. */
export const reConfig: ChunkCodec<ReConfigChunk> = {
  minimumLength: chunkHeaderLength,
  length: ({ parameters }) => chunkHeaderLength + parametersLength(parameters),
  flags: noFlags,
  write: ({ parameters }, bytes, offset) => writeParameters(parameters, bytes, offset + chunkHeaderLength),
  decode: (bytes, offset, end) => ({
    type: 'RE-CONFIG',
    parameters: decodeParameters(bytes, offset + chunkHeaderLength, end),
  }),
};
