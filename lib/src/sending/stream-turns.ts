import type { OutboundStream } from './outbound-stream.ts';

/**
 * Streams with something to send, the one whose turn it is first (RFC 8260 §3.2, §3.4): the one whose head is the most
 * urgent, and of equal ones the one that has waited longest.
 */
export class StreamTurns {
  /** The line of those whose heads have priority 0: that is the most urgent, and the usual one. */
  #first: OutboundStream | undefined;
  #last: OutboundStream | undefined;
  /** All others: a binary heap. */
  readonly #heap: OutboundStream[] = [];
  #turnCount = 0;

  /** The stream, which has a head, takes its turn behind all that are as urgent. */
  add(stream: OutboundStream): void {
    if (stream.priority > 0) {
      this.#turnCount += 1;
      this.#insert(stream, this.#turnCount);
      return;
    }
    if (this.#last === undefined) this.#first = stream;
    else this.#last.following = stream;
    this.#last = stream;
  }

  /** The stream, which has a head, goes before all that are as urgent. */
  addFirst(stream: OutboundStream): void {
    if (stream.priority > 0) {
      this.#turnCount += 1;
      this.#insert(stream, -this.#turnCount);
      return;
    }
    stream.following = this.#first;
    this.#first = stream;
    this.#last ??= stream;
  }

  /** Takes out the stream whose turn it is. */
  take(): OutboundStream | undefined {
    const first = this.#first;
    if (first === undefined) return this.#takeFromHeap();
    this.#first = first.following;
    if (this.#first === undefined) this.#last = undefined;
    first.following = undefined;
    return first;
  }

  #insert(stream: OutboundStream, turn: number): void {
    stream.turn = turn;
    let position = this.#heap.length;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#heap[parentPosition];
      if (parent === undefined || !isBefore(stream, parent)) break;
      this.#heap[position] = parent;
      position = parentPosition;
    }
    this.#heap[position] = stream;
  }

  #takeFromHeap(): OutboundStream | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last === undefined || last === first) return first;
    let position = 0;
    for (let child = this.#earlierChild(position); child !== undefined; child = this.#earlierChild(position)) {
      const earlier = this.#heap[child];
      if (earlier === undefined || !isBefore(earlier, last)) break;
      this.#heap[position] = earlier;
      position = child;
    }
    this.#heap[position] = last;
    return first;
  }

  /** Position of the child whose turn comes earlier. */
  #earlierChild(position: number): number | undefined {
    const left = 2 * position + 1;
    const first = this.#heap[left];
    const second = this.#heap[left + 1];
    if (first === undefined) return undefined;
    return second !== undefined && isBefore(second, first) ? left + 1 : left;
  }
}

function isBefore(one: OutboundStream, other: OutboundStream): boolean {
  return one.priority === other.priority ? one.turn < other.turn : one.priority < other.priority;
}
