import { serial32 } from '../serial-number.ts';
import type { SentChunk } from './sent-chunk.ts';

/** Chunks, the one with the lowest TSN first: a binary heap. */
export class TsnHeap {
  readonly #heap: SentChunk[] = [];

  /** The chunk with the lowest TSN. */
  get first(): SentChunk | undefined {
    return this.#heap[0];
  }

  push(chunk: SentChunk): void {
    let position = this.#heap.length;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#heap[parentPosition];
      if (parent === undefined || !serial32.isBefore(chunk.tsn, parent.tsn)) break;
      this.#heap[position] = parent;
      position = parentPosition;
    }
    this.#heap[position] = chunk;
  }

  removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let position = 0;
    for (let child = this.#lowerChild(position); child !== undefined; child = this.#lowerChild(position)) {
      const lower = this.#heap[child];
      if (lower === undefined || !serial32.isBefore(lower.tsn, last.tsn)) break;
      this.#heap[position] = lower;
      position = child;
    }
    this.#heap[position] = last;
  }

  /** Position of the child with the lower TSN. */
  #lowerChild(position: number): number | undefined {
    const left = 2 * position + 1;
    const first = this.#heap[left];
    const second = this.#heap[left + 1];
    if (first === undefined) return undefined;
    return second !== undefined && serial32.isBefore(second.tsn, first.tsn) ? left + 1 : left;
  }
}
