const leastCapacity = 2;

/** A first-in first-out queue in which every operation takes constant time, and which takes no memory while it is empty. */
export class Fifo<T> {
  /** A ring, of a power of two. */
  #items: (T | undefined)[] | undefined;
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    let items = this.#items;
    if (items === undefined) items = this.#items = new Array(leastCapacity);
    else if (this.#length === items.length) items = this.#grow(items);
    items[(this.#head + this.#length) & (items.length - 1)] = item;
    this.#length += 1;
  }

  peek(): T | undefined {
    return this.#items?.[this.#head];
  }

  shift(): T | undefined {
    const items = this.#items;
    if (items === undefined || this.#length === 0) return undefined;
    const item = items[this.#head];
    items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (items.length - 1);
    this.#length -= 1;
    if (this.#length === 0) {
      this.#items = undefined;
      this.#head = 0;
    }
    return item;
  }

  #grow(items: readonly (T | undefined)[]): (T | undefined)[] {
    const larger = new Array<T | undefined>(2 * items.length);
    for (let i = 0; i < items.length; i += 1) larger[i] = items[(this.#head + i) & (items.length - 1)];
    this.#items = larger;
    this.#head = 0;
    return larger;
  }
}
