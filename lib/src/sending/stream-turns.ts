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
    stream.preceding = this.#last;
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
    if (this.#first !== undefined) this.#first.preceding = stream;
    this.#first = stream;
    this.#last ??= stream;
  }

  /** Takes out the stream whose turn it is. */
  take(): OutboundStream | undefined {
    const first = this.#first ?? this.#heap[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes out a stream, whose head is the one with which it came here. */
  remove(stream: OutboundStream): void {
    if (stream.priority > 0) {
      this.#removeFromHeap(stream.position);
      return;
    }
    const { preceding, following } = stream;
    if (preceding === undefined) this.#first = following;
    else preceding.following = following;
    if (following === undefined) this.#last = preceding;
    else following.preceding = preceding;
    stream.preceding = undefined;
    stream.following = undefined;
  }

  #insert(stream: OutboundStream, turn: number): void {
    stream.turn = turn;
    this.#rise(stream, this.#heap.length);
  }

  #removeFromHeap(position: number): void {
    const removed = this.#heap[position];
    const last = this.#heap.pop();
    if (removed === undefined || last === undefined || last === removed) return;
    if (isBefore(last, removed)) this.#rise(last, position);
    else this.#sink(last, position);
  }

  #rise(stream: OutboundStream, from: number): void {
    let position = from;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#heap[parentPosition];
      if (parent === undefined || !isBefore(stream, parent)) break;
      this.#place(parent, position);
      position = parentPosition;
    }
    this.#place(stream, position);
  }

  #sink(stream: OutboundStream, from: number): void {
    let position = from;
    for (let child = this.#earlierChild(position); child !== undefined; child = this.#earlierChild(position)) {
      const earlier = this.#heap[child];
      if (earlier === undefined || !isBefore(earlier, stream)) break;
      this.#place(earlier, position);
      position = child;
    }
    this.#place(stream, position);
  }

  #place(stream: OutboundStream, position: number): void {
    this.#heap[position] = stream;
    stream.position = position;
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
