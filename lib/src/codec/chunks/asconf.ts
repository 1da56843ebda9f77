import { u32be } from 'buffer-layout';
import { type ChunkCodec, chunkHeaderLength, noFlags } from '../chunk-codec.ts';
import { FixedPart } from '../fixed-part.ts';
import { decodeParameters, type Parameter, parametersLength, writeParameters } from '../parameter.ts';

interface AsconfFields {
  readonly sequenceNumber: number;
  readonly parameters: readonly Parameter[];
}

/** ASCONF (RFC 5061 §4.1.1): the address parameter first, then the requests. */
export interface AsconfChunk extends AsconfFields {
  readonly type: 'ASCONF';
}

/** ASCONF-ACK (RFC 5061 §4.1.2). */
export interface AsconfAckChunk extends AsconfFields {
  readonly type: 'ASCONF-ACK';
}

const fixedPart = new FixedPart([u32be('sequenceNumber')]);
const parametersOffset = chunkHeaderLength + fixedPart.span;

/** ASCONF. */
export const asconf: ChunkCodec<AsconfChunk> = asconfCodec((fields) => ({ type: 'ASCONF', ...fields }));

/** ASCONF-ACK. */
export const asconfAck: ChunkCodec<AsconfAckChunk> = asconfCodec((fields) => ({ type: 'ASCONF-ACK', ...fields }));

function asconfCodec<T extends AsconfFields>(make: (fields: AsconfFields) => T): ChunkCodec<T> {
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
