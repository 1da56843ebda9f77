import type { DataChunk } from '../codec/chunk.ts';
import type { TrafficCounters } from '../traffic-counters.ts';

/** A DATA chunk goes out for the first time. */
export function countNewChunk(counters: TrafficCounters, { unordered, beginning, ending }: DataChunk): void {
  if (unordered) counters.outUnorderChunks += 1;
  else counters.outOrderChunks += 1;
  if (beginning && !ending) counters.fragUsrMsgs += 1;
}
