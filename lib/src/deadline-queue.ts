import { SparseMap } from './sparse-map.ts';

interface Entry<T> {
  readonly item: T;
  deadline: number;
}

/** Items by deadline, earliest first: a binary heap, in which setting one costs the logarithm of their number. */
export class DeadlineQueue<T> {
  readonly #heap: Entry<T>[] = [];
  readonly #positions = new SparseMap<T, number>();

  /** The earliest deadline. */
  get next(): number | undefined {
    return this.#heap[0]?.deadline;
  }

  /** Sets the item's deadline; undefined takes the item out. */
  set(item: T, deadline: number | undefined): void {
    const position = this.#positions.get(item);
    if (deadline === undefined) {
      if (position !== undefined) this.#remove(position);
    } else if (position === undefined) {
      this.#rise({ item, deadline }, this.#heap.length);
    } else {
      this.#move(position, deadline);
    }
  }

  /** Takes out the first item when its deadline has come. */
  takeExpired(now: number): T | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.deadline > now) return undefined;
    this.#remove(0);
    return first.item;
  }

  #move(position: number, deadline: number): void {
    const entry = this.#heap[position];
    if (entry === undefined || entry.deadline === deadline) return;
    const isEarlier = deadline < entry.deadline;
    entry.deadline = deadline;
    if (isEarlier) this.#rise(entry, position);
    else this.#sink(entry, position);
  }

  #remove(position: number): void {
    const removed = this.#heap[position];
    const last = this.#heap.pop();
    if (removed === undefined || last === undefined) return;
    this.#positions.delete(removed.item);
    if (removed === last) return;
    if (last.deadline < removed.deadline) this.#rise(last, position);
    else this.#sink(last, position);
  }

  #rise(entry: Entry<T>, from: number): void {
    let position = from;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#heap[parentPosition];
      if (parent === undefined || parent.deadline <= entry.deadline) break;
      this.#place(parent, position);
      position = parentPosition;
    }
    this.#place(entry, position);
  }

  #sink(entry: Entry<T>, from: number): void {
    let position = from;
    for (;;) {
      const left = 2 * position + 1;
      const right = left + 1;
      const child = this.#deadlineAt(right) < this.#deadlineAt(left) ? right : left;
      const lower = this.#heap[child];
      if (lower === undefined || lower.deadline >= entry.deadline) break;
      this.#place(lower, position);
      position = child;
    }
    this.#place(entry, position);
  }

  #deadlineAt(position: number): number {
    return this.#heap[position]?.deadline ?? Number.POSITIVE_INFINITY;
  }

  #place(entry: Entry<T>, position: number): void {
    this.#heap[position] = entry;
    this.#positions.set(entry.item, position);
  }
}
