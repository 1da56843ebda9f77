import { Fifo } from '../fifo.ts';
import { serial32 } from '../serial-number.ts';
import type { SentChunk } from './sent-chunk.ts';

/** Chunks marked for retransmission, lowest TSN first (RFC 9260 §6.3.3 E3, §7.2.4). */
export class RetransmissionQueue {
  #chunks = new Fifo<SentChunk>();
  #highestTsn = 0;

  /** The next chunk; one that was acknowledged meanwhile is passed over. */
  peek(): SentChunk | undefined {
    for (let chunk = this.#chunks.peek(); chunk !== undefined; chunk = this.#chunks.peek()) {
      if (chunk.status === 'MARKED') return chunk;
      this.#chunks.shift();
    }
    return undefined;
  }

  shift(): SentChunk | undefined {
    return this.peek() === undefined ? undefined : this.#chunks.shift();
  }

  /** Adds chunks that were marked just now, in ascending order of TSN. */
  add(marked: readonly SentChunk[]): void {
    const first = marked[0];
    if (first === undefined) return;
    if (this.peek() === undefined || serial32.isAfter(first.tsn, this.#highestTsn)) this.#append(marked);
    else this.#sortIn(marked);
  }

  #append(chunks: readonly SentChunk[]): void {
    for (const chunk of chunks) {
      this.#chunks.push(chunk);
      this.#highestTsn = chunk.tsn;
    }
  }

  /** Rare: a chunk is marked while higher ones wait, as after a timeout amid Fast Recovery. */
  #sortIn(marked: readonly SentChunk[]): void {
    const all = [...marked];
    for (let chunk = this.shift(); chunk !== undefined; chunk = this.shift()) all.push(chunk);
    all.sort((a, b) => serial32.distance(b.tsn, a.tsn));
    this.#chunks = new Fifo();
    this.#append(all);
  }
}
