import { Timer } from '../timer.ts';

/** The peer's receive window as the sender knows it, and the probing of a closed one (RFC 9260 §6.1 A, §6.2.1). */
export class PeerWindow {
  /** Runs while new data waits for a closed window and nothing is outstanding. */
  #probeTimer: Timer | undefined;
  #rwnd: number;
  /** The last a_rwnd. */
  #advertised: number;
  /** The largest a_rwnd. */
  #largest: number;
  #isProbeDue = false;
  /** User data in the probe that is under way; 0 when there is none. */
  #probeLength = 0;
  #hasSackSinceTimeout = false;

  constructor(advertised: number) {
    this.#rwnd = advertised;
    this.#advertised = advertised;
    this.#largest = advertised;
  }

  /** What is left of it, in bytes. */
  get size(): number {
    return this.#rwnd;
  }

  /** Whether a probe is under way. */
  get isProbing(): boolean {
    return this.#probeLength > 0;
  }

  /** Whether `size` more bytes of user data are within the window. */
  has(size: number): boolean {
    return size <= this.#rwnd;
  }

  /**
   * How many of `size` bytes of user data are to be sent into the window: all, or none until they fit. Only to a peer that
   * has little room at best goes less, once half of that is free (silly window avoidance, §6.1 A, RFC 1122 §4.2.3.4).
   */
  fit(size: number): number {
    if (size <= this.#rwnd) return size;
    return 2 * this.#rwnd >= this.#largest ? this.#rwnd & ~3 : 0;
  }

  /** How many of `size` bytes of user data a probe has: all that the peer ever had room for. */
  fitProbe(size: number): number {
    return Math.min(size, this.#largest);
  }

  /** Whether `size` bytes may go: within the window, or as a probe of a closed one, first after one RTO. */
  hasRoomFor(size: number, isNothingOutstanding: boolean, rto: number, now: number): boolean {
    if (this.fit(size) > 0) return true;
    if (!isNothingOutstanding) return false;
    if (this.#isProbeDue) return true;
    this.#probeTimer ??= new Timer();
    if (!this.#probeTimer.isRunning) this.#probeTimer.start(rto, now);
    return false;
  }

  /** User data goes out, for the first time or again. */
  sent(length: number): void {
    if (this.#isProbeDue) {
      this.#isProbeDue = false;
      this.#probeLength = length;
      this.#hasSackSinceTimeout = false;
    }
    this.#rwnd = Math.max(this.#rwnd - length, 0);
  }

  /** User data was marked for retransmission (§6.2.1 C). */
  marked(length: number): void {
    this.#rwnd += length;
  }

  /** User data was acknowledged by a SHUTDOWN, which has no a_rwnd: the peer has read it, as far as one can tell. */
  acknowledged(length: number): void {
    this.#rwnd += length;
    this.#opened(this.#rwnd);
  }

  /**
   * A SACK came with `advertised`, and leaves `outstanding` bytes unacknowledged (§6.2.1 D ii); true when it opens the
   * window to a probe that was under way.
   */
  update(advertised: number, outstanding: number): boolean {
    this.#hasSackSinceTimeout = true;
    this.#advertised = advertised;
    this.#largest = Math.max(this.#largest, advertised);
    this.#rwnd = Math.max(advertised - outstanding, 0);
    return this.#opened(advertised);
  }

  /**
   * Whether the peer answers probes, so that a lost one is no error (§6.1 A). Asked once per timeout of a chunk of
   * `length` bytes, which is a probe, too, when the window closed before it: the peer drops it, and says so.
   */
  isProbeAnswered(length = 0): boolean {
    if (length > this.#advertised) this.#probeLength = length;
    const isAnswered = this.isProbing && this.#hasSackSinceTimeout;
    this.#hasSackSinceTimeout = false;
    return isAnswered;
  }

  /** When to call `handleTimeout` at the latest. */
  get nextTimeout(): number | undefined {
    return this.#probeTimer?.deadline;
  }

  /** No probe is to be sent. */
  stopProbing(): void {
    this.#probeTimer = undefined;
  }

  handleTimeout(now: number): void {
    if (this.#probeTimer?.expire(now)) this.#isProbeDue = true;
  }

  /** Ends probing when the window takes what was closed to the probe. */
  #opened(window: number): boolean {
    if (window === 0 || window < this.#probeLength) return false;
    const wasProbing = this.#probeLength > 0;
    this.#probeLength = 0;
    this.#isProbeDue = false;
    this.stopProbing();
    return wasProbing;
  }
}
