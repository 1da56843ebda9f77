const leastCapacity = 2;

/**
 * A first-in first-out queue in which every operation takes constant time. While no more than one item is in it, as is usual,
 * it takes no memory beside its own.
 */
export class Fifo<T extends NonNullable<unknown>> {
  #first: T | undefined;
  /** Undefined where there are none. */
  #others: Ring<T> | undefined;

  get length(): number {
    if (this.#first === undefined) return 0;
    return this.#others === undefined ? 1 : 1 + this.#others.length;
  }

  push(item: T): void {
    if (this.#first === undefined) {
      this.#first = item;
    } else {
      this.#others ??= new Ring();
      this.#others.push(item);
    }
  }

  peek(): T | undefined {
    return this.#first;
  }

  shift(): T | undefined {
    const first = this.#first;
    const others = this.#others;
    this.#first = others?.shift();
    if (others?.length === 0) this.#others = undefined;
    return first;
  }
}

/** A queue that grows to the power of two that it needs. */
class Ring<T> {
  #items: (T | undefined)[] = new Array(leastCapacity);
  #head = 0;
  length = 0;

  push(item: T): void {
    if (this.length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.length) & (this.#items.length - 1)] = item;
    this.length += 1;
  }

  /** Takes the first item: there must be one. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.length -= 1;
    return item;
  }

  #grow(): void {
    const items = this.#items;
    this.#items = new Array(2 * items.length);
    for (let i = 0; i < items.length; i += 1) this.#items[i] = items[(this.#head + i) & (items.length - 1)];
    this.#head = 0;
  }
}
