/** Hop-by-Hop and End-to-End Identifiers of one node (RFC 6733 §3). */
export class Identifiers {
  #hopByHop: number;
  #endToEnd: number;

  /**
   * Both count up, from where `random`, a whole number in 0 … 2³²-1, says. The End-to-End Identifier begins with the
   * low 12 bits of the time of day `seconds`, so that it stays unique for 4 minutes, restarts included.
   */
  constructor(random: number, seconds: number) {
    this.#hopByHop = random >>> 0;
    this.#endToEnd = (((seconds & 0xfff) << 20) | (random & 0xfffff)) >>> 0;
  }

  /** Unique among all connections of the node. */
  hopByHop(): number {
    this.#hopByHop = (this.#hopByHop + 1) >>> 0;
    return this.#hopByHop;
  }

  endToEnd(): number {
    this.#endToEnd = (this.#endToEnd + 1) >>> 0;
    return this.#endToEnd;
  }
}
