import type { DataChunk, SackChunk } from '../codec/chunk.ts';
import type { Path } from '../path/path.ts';
import type { DataOutcome } from '../receiving/data-outcome.ts';
import type { TrafficCounters } from '../traffic-counters.ts';

/** A DATA chunk has come, and this became of it. */
export function countData(counters: TrafficCounters, { unordered }: DataChunk, { result }: DataOutcome): void {
  if (result === 'DUPLICATE') counters.duplicateTsnsReceived += 1;
  else if (result === 'DROPPED' || result === 'OUT-OF-RESOURCE') counters.chunksDropped += 1;
  else if (unordered) counters.inUnorderChunks += 1;
  else counters.inOrderChunks += 1;
}

/** A SACK has come. */
export function countSackReceived(counters: TrafficCounters, { gapAckBlocks, duplicateTsns }: SackChunk): void {
  counters.sacksReceived += 1;
  counters.duplicateTsnsReported += duplicateTsns.length;
  if (gapAckBlocks.length > 0) counters.gapReportsReceived += 1;
}

/** A SACK goes out. */
export function countSackSent(counters: TrafficCounters, { gapAckBlocks }: SackChunk): void {
  counters.outCtrlChunks += 1;
  counters.sacksSent += 1;
  if (gapAckBlocks.length > 0) counters.gapReportsSent += 1;
}

/** A packet has come, from one of the peer's addresses, or at set-up from another one. */
export function countPacketReceived(counters: TrafficCounters, path: Path | undefined, length: number): void {
  counters.inSctpPacks += 1;
  counters.packetBytesReceived += length;
  if (path === undefined) return;
  path.counters.inSctpPacks += 1;
  path.counters.packetBytesReceived += length;
}
