import type { Path } from '../path/path.ts';
import { serial32 } from '../serial-number.ts';
import { SparseMap } from '../sparse-map.ts';
import type { SentChunk, SentChunks } from './sent-chunk.ts';
import { Suspects } from './suspects.ts';

/** What a SACK acknowledges for the first time on one path. */
export interface NewlyAcked {
  readonly path: Path;
  readonly highestTsn: number;
  /** Ordinal of the latest transmission among them. */
  readonly latestTransmission: number;
}

/** What a SACK that has been applied says about what is missing. */
export interface GapReport {
  readonly newlyAcked: readonly NewlyAcked[];
  /** Highest TSN that it acknowledges. */
  readonly highestAcked: number;
  readonly advancesCumulativeTsn: boolean;
}

interface PathLosses {
  readonly suspects: Suspects;
  /** Ordinal of the latest transmission on the path that is known to have arrived; -1 before any. */
  latestArrived: number;
}

const none: readonly Path[] = [];

/**
 * Counts miss indications and keeps Fast Recovery (RFC 9260 §7.2.4). Only what was sent later to the same address shows
 * that a chunk is missing: on another path, and before it was sent again, things may overtake it.
 */
export class LossDetection {
  readonly #sent: SentChunks;
  readonly #paths = new SparseMap<Path, PathLosses>();
  /** All TSNs up to this one have been looked at for suspects. */
  #suspectedUpTo: number;
  #fastRecoveryExitTsn: number | undefined;
  /** Paths that T3-rtx has taken to slow start since Fast Recovery was entered. */
  #slowStarted: readonly Path[] = none;

  constructor(sent: SentChunks) {
    this.#sent = sent;
    this.#suspectedUpTo = serial32.add(sent.firstTsn, -1);
  }

  isInFastRecovery(path: Path): boolean {
    return this.#fastRecoveryExitTsn !== undefined && !this.#slowStarted.includes(path);
  }

  /** Enters Fast Recovery, on all paths and until all that is outstanding now is acknowledged (step 6). */
  enterFastRecovery(): void {
    this.#fastRecoveryExitTsn = serial32.add(this.#sent.nextTsn, -1);
    this.#slowStarted = none;
  }

  /** Leaves Fast Recovery when the cumulative TSN ack has reached its exit point. */
  cumulativeTsnAcked(cumulativeTsnAck: number): void {
    const exit = this.#fastRecoveryExitTsn;
    if (exit !== undefined && !serial32.isBefore(cumulativeTsnAck, exit)) this.#fastRecoveryExitTsn = undefined;
    if (serial32.isAfter(cumulativeTsnAck, this.#suspectedUpTo)) this.#suspectedUpTo = cumulativeTsnAck;
  }

  /** Counts the miss indications of a SACK; gives the chunks that are lost, by ascending TSN for each path. */
  report({ newlyAcked, highestAcked, advancesCumulativeTsn }: GapReport): SentChunk[] {
    this.#listSuspects(highestAcked);
    const lost: SentChunk[] = [];
    for (const { path, highestTsn, latestTransmission } of newlyAcked) {
      const losses = this.#lossesOn(path);
      losses.latestArrived = Math.max(losses.latestArrived, latestTransmission);
      const countsAll = advancesCumulativeTsn && this.isInFastRecovery(path);
      losses.suspects.countMisses(countsAll ? highestAcked : highestTsn, losses.latestArrived, lost);
    }
    return lost;
  }

  /** Chunks, by ascending TSN, are in flight again: retransmitted, or revoked by the peer. */
  suspect(chunks: readonly SentChunk[]): void {
    this.#add(chunks.filter(({ tsn }) => !serial32.isAfter(tsn, this.#suspectedUpTo)));
  }

  /** T3-rtx of the path has marked what was in flight there: counting starts anew, and so does cwnd (§7.2.3). */
  timedOut(path: Path): void {
    this.#lossesOn(path).suspects.clear();
    if (this.#fastRecoveryExitTsn !== undefined) this.#slowStarted = [...this.#slowStarted, path];
  }

  #listSuspects(highestAcked: number): void {
    if (!serial32.isBefore(this.#suspectedUpTo, highestAcked)) return;
    const missing: SentChunk[] = [];
    while (serial32.isBefore(this.#suspectedUpTo, highestAcked)) {
      this.#suspectedUpTo = serial32.add(this.#suspectedUpTo, 1);
      const chunk = this.#sent.get(this.#suspectedUpTo);
      if (chunk?.status === 'IN-FLIGHT') missing.push(chunk);
    }
    this.#add(missing);
  }

  #add(chunks: readonly SentChunk[]): void {
    if (chunks.length === 0) return;
    const suspects = chunks.filter(({ isFastRetransmitted }) => !isFastRetransmitted);
    for (const path of new Set(suspects.map((chunk) => chunk.path))) {
      this.#lossesOn(path).suspects.add(suspects.filter((chunk) => chunk.path === path));
    }
  }

  #lossesOn(path: Path): PathLosses {
    let losses = this.#paths.get(path);
    if (losses === undefined) {
      losses = { suspects: new Suspects(), latestArrived: -1 };
      this.#paths.set(path, losses);
    }
    return losses;
  }
}
