/** Spreads the HEARTBEATs that verify addresses: HB.Max.Burst of them in each RTO (RFC 9260 §5.4). */
export class VerificationSlots {
  readonly #size: number;
  readonly #spacing: number;
  /** When the last slot that was given out begins. */
  #start = Number.NEGATIVE_INFINITY;
  #taken = 0;

  /** A slot of `size` HEARTBEATs every `spacing` ms: RTO.Initial, as no address to be verified has been measured. */
  constructor(size: number, spacing: number) {
    this.#size = size;
    this.#spacing = spacing;
  }

  /** Takes a place in the first slot that has one; gives when that begins: now, or later. */
  take(now: number): number {
    const next = this.#start + this.#spacing;
    if (next <= now || this.#taken >= this.#size) {
      this.#start = Math.max(next, now);
      this.#taken = 0;
    }
    this.#taken += 1;
    return Math.max(this.#start, now);
  }
}
