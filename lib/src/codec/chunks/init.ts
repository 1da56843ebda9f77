import { u16be, u32be } from 'buffer-layout';
import type { ChunkCodec } from '../chunk-codec.ts';
import type { Parameter } from '../parameter.ts';
import { parametersChunk } from '../parameters-chunk.ts';

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

const fields = [
  u32be('initiateTag'),
  u32be('advertisedReceiverWindowCredit'),
  u16be('numberOfOutboundStreams'),
  u16be('numberOfInboundStreams'),
  u32be('initialTsn'),
];

/** INIT. */
export const init: ChunkCodec<InitChunk> = parametersChunk('INIT', fields);

/** INIT ACK. */
export const initAck: ChunkCodec<InitAckChunk> = parametersChunk('INIT ACK', fields);
