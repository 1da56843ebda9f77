/** Lets through so many events a second, and up to a second's worth at once. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  /** When it was last asked; undefined before. */
  #filledAt: number | undefined;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
  }

  /** Takes a token; false when there is none. */
  take(now: number): boolean {
    const elapsed = Math.max(now - (this.#filledAt ?? now), 0);
    this.#filledAt = now;
    this.#tokens = Math.min(this.#tokens + (elapsed * this.#perSecond) / 1000, this.#perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
