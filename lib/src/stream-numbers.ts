const none = new Uint16Array(0);

/** A 16-bit number for each stream, at first 0: memory is taken for no more streams than up to the highest in use. */
export class StreamNumbers {
  #count: number;
  #numbers = none;

  constructor(count: number) {
    this.#count = count;
  }

  /** Streams that there are. */
  get count(): number {
    return this.#count;
  }

  /** Whether all numbers are 0. */
  get areZero(): boolean {
    return this.#numbers.every((number) => number === 0);
  }

  /** There are so many streams more, with the number 0. */
  add(count: number): void {
    this.#count += count;
  }

  /** Sets all numbers to 0. */
  clear(): void {
    this.#numbers = none;
  }

  get(streamId: number): number {
    return this.#numbers[streamId] ?? 0;
  }

  /** Sets the number modulo 2¹⁶. */
  set(streamId: number, number: number): void {
    if (streamId >= this.#numbers.length) this.#grow(streamId);
    this.#numbers[streamId] = number;
  }

  #grow(streamId: number): void {
    const larger = new Uint16Array(Math.min(this.#count, Math.max(2 * streamId, 16)));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
