import { serial32 } from '../serial-number.ts';
import type { SentChunk } from './sent-chunk.ts';

const missIndicationsToRetransmit = 3;

/** Chunks in flight to one address that a SACK has passed over, by ascending TSN. */
export class Suspects {
  #chunks: SentChunk[] = [];

  /** Adds chunks that are in flight, by ascending TSN, unless they are here already; in time linear in what is here. */
  add(chunks: readonly SentChunk[]): void {
    const added = chunks.filter(({ isSuspect }) => !isSuspect);
    const [first] = added;
    if (first === undefined) return;
    const above = this.#chunks.splice(this.#positionOf(first.tsn));
    let i = 0;
    for (const chunk of added) {
      chunk.isSuspect = true;
      for (let next = above[i]; next !== undefined && serial32.isBefore(next.tsn, chunk.tsn); next = above[i]) {
        this.#chunks.push(next);
        i += 1;
      }
      this.#chunks.push(chunk);
    }
    for (; i < above.length; i += 1) this.#chunks.push(above[i] as SentChunk); // in bounds
  }

  /**
   * Counts a miss indication for what is before `limit`, and was sent before `latestArrived`; takes out, and adds to
   * `lost`, what has three.
   */
  countMisses(limit: number, latestArrived: number, lost: SentChunk[]): void {
    const chunks = this.#chunks;
    let kept = 0;
    let i = 0;
    for (; i < chunks.length; i += 1) {
      const chunk = chunks[i] as SentChunk; // in bounds
      if (!serial32.isBefore(chunk.tsn, limit)) break;
      const isInFlight = chunk.status === 'IN-FLIGHT';
      const isLost = isInFlight && chunk.transmission < latestArrived && isThirdMiss(chunk);
      if (isInFlight && !isLost) {
        chunks[kept] = chunk;
        kept += 1;
      } else {
        chunk.isSuspect = false;
        if (isLost) lost.push(chunk);
      }
    }
    if (kept < i) chunks.splice(kept, i - kept);
  }

  clear(): void {
    for (const chunk of this.#chunks) chunk.isSuspect = false;
    this.#chunks = [];
  }

  /** Where a chunk of this TSN belongs. */
  #positionOf(tsn: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const chunk = this.#chunks[middle];
      if (chunk !== undefined && serial32.isBefore(chunk.tsn, tsn)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isThirdMiss(chunk: SentChunk): boolean {
  chunk.missIndications += 1;
  return chunk.missIndications >= missIndicationsToRetransmit;
}
