interface Entry<T> {
  readonly item: T;
  readonly time: number;
  /** Tells apart what is due at the same time: first come, first served. */
  readonly order: number;
}

/** Items by time; those of one time leave in the order in which they came. A binary heap. */
export class EventQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #addedCount = 0;

  get length(): number {
    return this.#heap.length;
  }

  /** The earliest time; undefined when the queue is empty. */
  get next(): number | undefined {
    return this.#heap[0]?.time;
  }

  add(item: T, time: number): void {
    const entry = { item, time, order: this.#addedCount };
    this.#addedCount += 1;
    let position = this.#heap.length;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#heap[parentPosition];
      if (parent === undefined || isBefore(parent, entry)) break;
      this.#heap[position] = parent;
      position = parentPosition;
    }
    this.#heap[position] = entry;
  }

  /** Takes out the first item when its time has come. */
  take(now: number): T | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.time > now) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first.item;
  }

  /** Puts the entry in the place of the first, and down from there. */
  #sink(entry: Entry<T>): void {
    let position = 0;
    for (;;) {
      const left = this.#heap[2 * position + 1];
      const right = this.#heap[2 * position + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(entry, child)) break;
      this.#heap[position] = child;
      position = 2 * position + (isRight ? 2 : 1);
    }
    this.#heap[position] = entry;
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.time === b.time ? a.order < b.order : a.time < b.time;
}
