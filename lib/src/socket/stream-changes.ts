import type { StreamList } from '../stream-list.ts';

/** Which streams have begun anew. */
export interface StreamReset {
  /** Of this side: `inbound` are those that the peer sends on. */
  readonly direction: 'inbound' | 'outbound';
  /** Stream identifiers, or all that there are. */
  readonly streams: readonly number[] | 'all';
}

/** How many streams there are. */
export interface StreamCounts {
  /** Streams that this side can send on, 1–65,535. */
  readonly outboundStreams: number;
  /** Streams that the peer can send on, 1–65,535. */
  readonly inboundStreams: number;
}

/** How many streams are to be added, 1 or more; none where nothing is given. */
export interface AddedStreams {
  /** Streams that this side can send on. */
  readonly outbound?: number;
  /** Streams that the peer can send on, which it is asked to add. */
  readonly inbound?: number;
}

/** All streams where no list is given. The list is copied. */
export function listOf(streams: readonly number[] | undefined): StreamList {
  return streams === undefined ? 'all' : [...new Set(streams)];
}
