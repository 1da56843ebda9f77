import type { SentChunk } from './sent-chunk.ts';
import { TsnHeap } from './tsn-heap.ts';

/** Chunks marked for retransmission, lowest TSN first (RFC 9260 §6.3.3 E3, §7.2.4). */
export class RetransmissionQueue {
  readonly #chunks = new TsnHeap();

  /** The next chunk; one that was acknowledged meanwhile is passed over. */
  peek(): SentChunk | undefined {
    for (let chunk = this.#chunks.first; chunk !== undefined; chunk = this.#chunks.first) {
      if (chunk.status === 'MARKED') return chunk;
      this.#chunks.removeFirst();
    }
    return undefined;
  }

  shift(): SentChunk | undefined {
    const chunk = this.peek();
    if (chunk !== undefined) this.#chunks.removeFirst();
    return chunk;
  }

  /** Adds chunks that were marked just now, in any order. */
  add(marked: readonly SentChunk[]): void {
    for (const chunk of marked) this.#chunks.push(chunk);
  }
}
