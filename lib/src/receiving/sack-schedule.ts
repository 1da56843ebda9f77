import { Timer } from '../timer.ts';

export interface SackScheduleOptions {
  readonly sackDelay: number;
  readonly sackEveryPackets: number;
}

/**
 * As long as a peer may be in slow start, where each SACK lets it send more (RFC 9260 §7.2.1): packets since the beginning,
 * or since the last loss.
 */
const slowStartPackets = 1000;

/** When a SACK is due (RFC 9260 §6.2, §6.7). */
export class SackSchedule {
  readonly timer = new Timer();
  readonly #sackDelay: number;
  readonly #sackEveryPackets: number;
  #packetsSinceSack = 0;
  /** The first DATA of an association is acknowledged at once (§5.1). */
  #isImmediate = true;
  #isDue = false;
  /** Packets with DATA since the beginning, or since something was to be acknowledged at once. */
  #packetsInOrder = 0;

  constructor({ sackDelay, sackEveryPackets }: SackScheduleOptions) {
    this.#sackDelay = sackDelay;
    this.#sackEveryPackets = sackEveryPackets;
  }

  /** Whether a SACK is to leave now. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Whether there is something to acknowledge: a packet with data that leaves anyhow takes the SACK along. */
  get isPending(): boolean {
    return this.#isDue || this.#packetsSinceSack > 0;
  }

  /** Whether packets that are about to come may be acknowledged together with those that have. */
  get mayWait(): boolean {
    if (!this.#isDue) return true;
    const isEveryOneWanted = this.#sackEveryPackets === 1;
    return !isEveryOneWanted && !this.#isImmediate && this.#packetsInOrder >= slowStartPackets;
  }

  /** The SACK for the packet at hand must not wait. */
  hurry(): void {
    this.#isImmediate = true;
    this.#packetsInOrder = 0;
  }

  /** A packet with DATA has been handled to its end. */
  packetReceived(now: number): void {
    this.#packetsSinceSack += 1;
    this.#packetsInOrder += 1;
    if (this.#isImmediate || this.#packetsSinceSack >= this.#sackEveryPackets) this.#isDue = true;
    else if (!this.timer.isRunning) this.timer.start(this.#sackDelay, now);
  }

  /** A SACK is due without a packet with data: the window has opened, or the peer asks for a reset of streams. */
  request(): void {
    this.#isDue = true;
  }

  /** A SACK has been sent. */
  sent(): void {
    this.timer.stop();
    this.#packetsSinceSack = 0;
    this.#isImmediate = false;
    this.#isDue = false;
  }

  handleTimeout(now: number): void {
    if (this.timer.expire(now)) this.#isDue = true;
  }
}
