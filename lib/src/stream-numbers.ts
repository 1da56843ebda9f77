/** A 16-bit number for each stream, at first 0: memory is taken for no more streams than up to the highest in use. */
export class StreamNumbers {
  /** Streams that there are. */
  readonly count: number;
  #numbers = new Uint16Array(0);

  constructor(count: number) {
    this.count = count;
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
    const larger = new Uint16Array(Math.min(this.count, Math.max(2 * streamId, 16)));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
