import type { StreamList } from '../stream-list.ts';

/** Which streams have begun anew. */
export interface StreamReset {
  readonly direction: 'inbound' | 'outbound';
  /** Stream identifiers, or all that there are. */
  readonly streams: readonly number[] | 'all';
}

/** How many streams there are. */
export interface StreamCounts {
  readonly outboundStreams: number;
  readonly inboundStreams: number;
}

/** How many streams are to be added, 1 or more; none where nothing is given. */
export interface AddedStreams {
  readonly outbound?: number;
  readonly inbound?: number;
}

/** All streams where no list is given. The list is copied. */
export function listOf(streams: readonly number[] | undefined): StreamList {
  return streams === undefined ? 'all' : [...new Set(streams)];
}
