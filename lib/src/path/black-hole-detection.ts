/** Tells a path that loses packets of a size from one that loses packets (RFC 8899 §4.3, third indicator). */
export class BlackHoleDetection {
  #timeoutCount = 0;
  /** Length of the smallest packet among those that the timeouts were about. */
  #lostLength = Number.POSITIVE_INFINITY;

  /** T3-rtx expired for a packet of this length; gives how often that was so in a row. */
  timedOut(length: number): number {
    this.#timeoutCount += 1;
    this.#lostLength = Math.min(this.#lostLength, length);
    return this.#timeoutCount;
  }

  /** A packet of this length was acknowledged. */
  delivered(length: number): void {
    if (length >= this.#lostLength) this.reset();
  }

  /** What was counted is about a size that is used no more. */
  reset(): void {
    this.#timeoutCount = 0;
    this.#lostLength = Number.POSITIVE_INFINITY;
  }
}
