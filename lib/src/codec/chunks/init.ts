import { u16be, u32be } from 'buffer-layout';
import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';
import { FixedPart } from '../fixed-part.ts';
import { decodeParameters, type Parameter, parametersLength, writeParameters } from '../parameter.ts';

interface InitFields {
  readonly initiateTag: number;
  readonly advertisedReceiverWindowCredit: number;
  readonly numberOfOutboundStreams: number;
  readonly numberOfInboundStreams: number;
  readonly initialTsn: number;
  readonly parameters: readonly Parameter[];
}

/** INIT (RFC 9260 §3.3.2). */
export interface InitChunk extends InitFields {
  readonly type: 'INIT';
}

/** INIT ACK (RFC 9260 §3.3.3). */
export interface InitAckChunk extends InitFields {
  readonly type: 'INIT ACK';
}

const fixedPart = new FixedPart([
  u32be('initiateTag'),
  u32be('advertisedReceiverWindowCredit'),
  u16be('numberOfOutboundStreams'),
  u16be('numberOfInboundStreams'),
  u32be('initialTsn'),
]);
const parametersOffset = chunkHeaderLength + fixedPart.span;

/** INIT. */
export const init: ChunkCodec<InitChunk> = initCodec((fields) => ({ type: 'INIT', ...fields }));

/** INIT ACK. */
export const initAck: ChunkCodec<InitAckChunk> = initCodec((fields) => ({ type: 'INIT ACK', ...fields }));

function initCodec<T extends InitFields>(make: (fields: InitFields) => T): ChunkCodec<T> {
  return {
    minimumLength: parametersOffset,
    length: ({ parameters }) => parametersOffset + parametersLength(parameters),
    flags: noFlags,
    write: (chunk, bytes, offset) => {
      fixedPart.encode(chunk, bytes, offset + chunkHeaderLength);
      writeParameters(chunk.parameters, bytes, offset + parametersOffset);
    },
    decode: (bytes, offset, end) => {
      const parameters = decodeParameters(bytes, offset + parametersOffset, end);
      return make({ ...fixedPart.decode(bytes, offset + chunkHeaderLength), parameters });
    },
  };
}
