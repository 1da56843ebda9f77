const leastCapacity = 2;

/**
 * A first-in first-out queue in which every operation takes constant time. It takes no memory beside its own while no more
 * than one item is in it, as is usual.
 */
export class Fifo<T> {
  #first: T | undefined;
  /** The others, a ring of a power of two. */
  #others: (T | undefined)[] | undefined;
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === 0) this.#first = item;
    else this.#pushOther(item);
    this.#length += 1;
  }

  peek(): T | undefined {
    return this.#first;
  }

  shift(): T | undefined {
    const first = this.#first;
    if (this.#length === 0) return undefined;
    this.#first = this.#length === 1 ? undefined : this.#shiftOther();
    this.#length -= 1;
    return first;
  }

  #pushOther(item: T): void {
    let others = this.#others;
    if (others === undefined) others = this.#others = new Array(leastCapacity);
    else if (this.#length > others.length) others = this.#grow(others);
    others[(this.#head + this.#length - 1) & (others.length - 1)] = item;
  }

  #shiftOther(): T | undefined {
    const others = this.#others;
    if (others === undefined) return undefined;
    const item = others[this.#head];
    others[this.#head] = undefined;
    this.#head = (this.#head + 1) & (others.length - 1);
    if (this.#length === 2) {
      this.#others = undefined;
      this.#head = 0;
    }
    return item;
  }

  #grow(others: readonly (T | undefined)[]): (T | undefined)[] {
    const larger = new Array<T | undefined>(2 * others.length);
    for (let i = 0; i < others.length; i += 1) larger[i] = others[(this.#head + i) & (others.length - 1)];
    this.#others = larger;
    this.#head = 0;
    return larger;
  }
}
