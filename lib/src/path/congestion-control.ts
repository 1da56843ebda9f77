import type { Family } from '../address.ts';
/** What a SACK says of one path. */
export interface Acknowledgement {
  /** Bytes of DATA chunks, headers and padding included, that it acknowledges for the first time. */
  readonly bytes: number;
  /** Outstanding bytes on the path before it came. */
  readonly flightSizeBefore: number;
  readonly isInFastRecovery: boolean;
}

/** Upper bound of the initial window by family, in bytes (RFC 9260 §7.2.1). */
const initialWindow = { 4: 4404, 6: 4344 } as const;

/** cwnd, ssthresh and partial_bytes_acked of one path, in bytes (RFC 9260 §7.2). */
export class CongestionControl {
  readonly #family: Family;
  #cwnd = 0;
  #ssthresh = 0;
  #partialBytesAcked = 0;

  /** `pmdcs` is the largest DATA chunk that one packet on the path can hold. */
  constructor(family: Family, pmdcs: number) {
    this.#family = family;
    this.initialize(pmdcs);
  }

  /** Begins anew: nothing is known of the network (§7.2.1, §7.2.5). */
  initialize(pmdcs: number): void {
    this.#cwnd = Math.min(4 * pmdcs, Math.max(2 * pmdcs, initialWindow[this.#family]));
    this.#ssthresh = 2 ** 31;
    this.#partialBytesAcked = 0;
  }

  get cwnd(): number {
    return this.#cwnd;
  }

  get ssthresh(): number {
    return this.#ssthresh;
  }

  /** Grows cwnd in slow start (§7.2.1) or congestion avoidance (§7.2.2); never in Fast Recovery. */
  acknowledge({ bytes, flightSizeBefore, isInFastRecovery }: Acknowledgement, pmdcs: number): void {
    if (isInFastRecovery) return;
    const isFullyUsed = flightSizeBefore >= this.#cwnd;
    if (this.#cwnd <= this.#ssthresh) {
      if (isFullyUsed) this.#cwnd += Math.min(bytes, pmdcs);
      return;
    }
    this.#partialBytesAcked += bytes;
    if (this.#partialBytesAcked < this.#cwnd) return;
    if (isFullyUsed) {
      this.#partialBytesAcked -= this.#cwnd;
      this.#cwnd += pmdcs;
    } else {
      this.#partialBytesAcked = this.#cwnd;
    }
  }

  /** All that was sent is acknowledged (§7.2.2, last rule). */
  allAcknowledged(): void {
    this.#partialBytesAcked = 0;
  }

  /** A loss that SACKs showed: halves cwnd (§7.2.3). */
  fastRetransmit(pmdcs: number): void {
    this.#ssthresh = Math.max(Math.floor(this.#cwnd / 2), 4 * pmdcs);
    this.#cwnd = this.#ssthresh;
    this.#partialBytesAcked = 0;
  }

  /** T3-rtx expired: one packet, then slow start (§7.2.3). */
  timeOut(pmdcs: number): void {
    this.#ssthresh = Math.max(Math.floor(this.#cwnd / 2), 4 * pmdcs);
    this.#cwnd = pmdcs;
    this.#partialBytesAcked = 0;
  }

  /** Halves cwnd once per RTO that the path was idle, down to 4 chunks of `pmdcs` (§7.2.1, last rule). */
  decay(idleRtoCount: number, pmdcs: number): void {
    const least = 4 * pmdcs;
    if (idleRtoCount < 1 || this.#cwnd <= least) return;
    this.#ssthresh = this.#cwnd;
    // Thirty halvings take the largest window there is to the least.
    for (let i = Math.min(idleRtoCount, 30); i > 0; i -= 1) this.#cwnd = Math.max(this.#cwnd / 2, least);
    this.#cwnd = Math.floor(this.#cwnd);
  }
}
