import { serial32 } from '../serial-number.ts';
import type { SentChunk, SentChunks } from './sent-chunk.ts';

/** What a SACK that has been applied says about what is missing. */
export interface GapReport {
  /** Highest TSN that it acknowledges for the first time; undefined when there is none. */
  readonly highestNewlyAcked: number | undefined;
  /** Highest TSN that it acknowledges. */
  readonly highestAcked: number;
  readonly advancesCumulativeTsn: boolean;
}

const missIndicationsToRetransmit = 3;

/** Counts miss indications and keeps Fast Recovery (RFC 9260 §7.2.4). */
export class LossDetection {
  readonly #sent: SentChunks;
  /** Chunks below the highest TSN acknowledged, in flight when listed, by ascending TSN. */
  #suspects: SentChunk[] = [];
  /** All TSNs up to this one have been looked at for suspects. */
  #suspectedUpTo: number;
  #fastRecoveryExitTsn: number | undefined;

  constructor(sent: SentChunks) {
    this.#sent = sent;
    this.#suspectedUpTo = serial32.add(sent.firstTsn, -1);
  }

  get isInFastRecovery(): boolean {
    return this.#fastRecoveryExitTsn !== undefined;
  }

  /** Enters Fast Recovery, until all that is outstanding now is acknowledged. */
  enterFastRecovery(): void {
    this.#fastRecoveryExitTsn = serial32.add(this.#sent.nextTsn, -1);
  }

  /** Leaves Fast Recovery when the cumulative TSN ack has reached its exit point. */
  cumulativeTsnAcked(cumulativeTsnAck: number): void {
    const exit = this.#fastRecoveryExitTsn;
    if (exit !== undefined && !serial32.isBefore(cumulativeTsnAck, exit)) this.#fastRecoveryExitTsn = undefined;
    if (serial32.isAfter(cumulativeTsnAck, this.#suspectedUpTo)) this.#suspectedUpTo = cumulativeTsnAck;
  }

  /** Counts the miss indications of a SACK; gives the chunks that are lost, by ascending TSN. */
  report({ highestNewlyAcked, highestAcked, advancesCumulativeTsn }: GapReport): SentChunk[] {
    this.#listSuspects(highestAcked);
    const countsAll = this.isInFastRecovery && advancesCumulativeTsn;
    const limit = countsAll ? highestAcked : highestNewlyAcked;
    if (limit === undefined || this.#suspects.length === 0) return [];
    const lost: SentChunk[] = [];
    const suspects = this.#suspects;
    let kept = 0;
    let i = 0;
    for (; i < suspects.length; i += 1) {
      const chunk = suspects[i] as SentChunk; // in bounds
      if (!serial32.isBefore(chunk.tsn, limit)) break;
      if (chunk.status !== 'IN-FLIGHT' || this.#sent.get(chunk.tsn) !== chunk) continue;
      if (serial32.isBefore(limit, chunk.missableFrom) || !this.#isLost(chunk)) {
        suspects[kept] = chunk;
        kept += 1;
      } else {
        lost.push(chunk);
      }
    }
    if (kept < i) suspects.splice(kept, i - kept);
    return lost;
  }

  /** Chunks, by ascending TSN, are in flight again: retransmitted, or revoked by the peer. */
  suspect(chunks: readonly SentChunk[]): void {
    const added = chunks.filter(
      (chunk) => !chunk.isFastRetransmitted && !serial32.isAfter(chunk.tsn, this.#suspectedUpTo),
    );
    if (added.length > 0) this.#suspects = mergeByTsn(this.#suspects, added);
  }

  /** T3-rtx has marked what was in flight: counting starts anew. */
  reset(): void {
    this.#suspects = [];
    this.#fastRecoveryExitTsn = undefined;
  }

  #isLost(chunk: SentChunk): boolean {
    chunk.missIndications += 1;
    return chunk.missIndications >= missIndicationsToRetransmit;
  }

  #listSuspects(highestAcked: number): void {
    while (serial32.isBefore(this.#suspectedUpTo, highestAcked)) {
      this.#suspectedUpTo = serial32.add(this.#suspectedUpTo, 1);
      const chunk = this.#sent.get(this.#suspectedUpTo);
      if (chunk?.status === 'IN-FLIGHT' && !chunk.isFastRetransmitted) this.#suspects.push(chunk);
    }
  }
}

/** Both lists in one, by ascending TSN; a chunk that is in both stands in it once. */
function mergeByTsn(a: readonly SentChunk[], b: readonly SentChunk[]): SentChunk[] {
  const merged: SentChunk[] = [];
  let i = 0;
  for (const chunk of b) {
    for (let other = a[i]; other !== undefined && !serial32.isAfter(other.tsn, chunk.tsn); other = a[i]) {
      if (other !== chunk) merged.push(other);
      i += 1;
    }
    merged.push(chunk);
  }
  return merged.concat(a.slice(i));
}
