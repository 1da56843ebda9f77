import { u32be } from 'buffer-layout';
import type { ChunkCodec } from '../chunk-codec.ts';
import type { Parameter } from '../parameter.ts';
import { parametersChunk } from '../parameters-chunk.ts';

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

/** ASCONF. */
export const asconf: ChunkCodec<AsconfChunk> = parametersChunk('ASCONF', [u32be('sequenceNumber')]);

/** ASCONF-ACK. */
export const asconfAck: ChunkCodec<AsconfAckChunk> = parametersChunk('ASCONF-ACK', [u32be('sequenceNumber')]);
