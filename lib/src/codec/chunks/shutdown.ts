import { u32be } from 'buffer-layout';
import { type ChunkCodec, chunkHeaderLength, emptyChunk, flagsAt } from '../chunk-codec.ts';
import { fixedChunk } from '../fixed-chunk.ts';

/** SHUTDOWN (RFC 9260 §3.3.8). */
export interface ShutdownChunk {
  readonly type: 'SHUTDOWN';
  readonly cumulativeTsnAck: number;
}

/** SHUTDOWN ACK (RFC 9260 §3.3.9). */
export interface ShutdownAckChunk {
  readonly type: 'SHUTDOWN ACK';
}

/** SHUTDOWN COMPLETE (RFC 9260 §3.3.13). */
export interface ShutdownCompleteChunk {
  readonly type: 'SHUTDOWN COMPLETE';
  /** T bit (RFC 9260 §8.5.1). */
  readonly isTagReflected: boolean;
}

/** T bit of ABORT and SHUTDOWN COMPLETE. */
export const reflectedTagFlag = 0x01;

/** Flags of a chunk that has the T bit and no other. */
export function tagFlags(chunk: { readonly isTagReflected: boolean }): number {
  return chunk.isTagReflected ? reflectedTagFlag : 0;
}

/** SHUTDOWN. */
export const shutdown: ChunkCodec<ShutdownChunk> = fixedChunk('SHUTDOWN', [u32be('cumulativeTsnAck')]);

/** SHUTDOWN ACK. */
export const shutdownAck: ChunkCodec<ShutdownAckChunk> = emptyChunk({ type: 'SHUTDOWN ACK' });

/** SHUTDOWN COMPLETE. */
export const shutdownComplete: ChunkCodec<ShutdownCompleteChunk> = {
  minimumLength: chunkHeaderLength,
  length: () => chunkHeaderLength,
  flags: tagFlags,
  write: () => {},
  decode: (bytes, offset) => ({
    type: 'SHUTDOWN COMPLETE',
    isTagReflected: (flagsAt(bytes, offset) & reflectedTagFlag) !== 0,
  }),
};
