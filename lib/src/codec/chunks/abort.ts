import { type ChunkCodec, chunkHeaderLength, flagsAt, noFlags } from '../chunk-codec.ts';
import { causesLength, decodeCauses, type ErrorCause, writeCauses } from '../error-cause.ts';
import { reflectedTagFlag, tagFlags } from './shutdown.ts';

/** ABORT (RFC 9260 §3.3.7). */
export interface AbortChunk {
  readonly type: 'ABORT';
  /** T bit: the packet carries the tag of the receiver of this chunk's own packets (RFC 9260 §8.5.1). */
  readonly isTagReflected: boolean;
  readonly causes: readonly ErrorCause[];
}

/** ERROR (RFC 9260 §3.3.10). */
export interface ErrorChunk {
  readonly type: 'ERROR';
  readonly causes: readonly ErrorCause[];
}

/** What the two have in common: a list of causes. */
const causeList: Omit<ChunkCodec<AbortChunk | ErrorChunk>, 'flags' | 'decode'> = {
  minimumLength: chunkHeaderLength,
  length: ({ causes }) => chunkHeaderLength + causesLength(causes),
  write: ({ causes }, bytes, offset) => writeCauses(causes, bytes, offset + chunkHeaderLength),
};

/** ABORT. */
export const abort: ChunkCodec<AbortChunk> = {
  ...causeList,
  flags: tagFlags,
  decode: (bytes, offset, end) => ({
    type: 'ABORT',
    isTagReflected: (flagsAt(bytes, offset) & reflectedTagFlag) !== 0,
    causes: decodeCauses(bytes, offset + chunkHeaderLength, end),
  }),
};

/** ERROR. */
export const error: ChunkCodec<ErrorChunk> = {
  ...causeList,
  flags: noFlags,
  decode: (bytes, offset, end) => ({
    type: 'ERROR',
    causes: decodeCauses(bytes, offset + chunkHeaderLength, end),
  }),
};
