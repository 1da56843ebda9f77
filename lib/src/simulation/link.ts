import { type LinkOptions, resolveLinkOptions } from './link-options.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What became of the packets that a link was given. */
export interface LinkStatistics {
  /** All, the lost ones included; each once. */
  readonly sent: number;
  /** By chance, by a full queue, for their size, or as the link was down. */
  readonly lost: number;
  /** That arrived twice. */
  readonly duplicated: number;
}

/** One direction between two addresses. What happens to a packet depends on the options and the seed alone. */
export class SimulatedLink {
  /** A link that is not up loses everything. */
  isUp = true;
  readonly #random: SeededRandom;
  #options: LinkOptions;
  /** When the last packet that was let in will have left the queue. */
  #freeAt = 0;
  /** When the last packet that kept its place arrives. */
  #lastArrival = 0;
  #sent = 0;
  #lost = 0;
  #duplicated = 0;

  /** @internal */
  constructor(options: LinkOptions, random: SeededRandom) {
    this.#options = options;
    this.#random = random;
  }

  /** What the link does at present. */
  get options(): LinkOptions {
    return this.#options;
  }

  /** What has become of the packets so far. */
  get statistics(): LinkStatistics {
    return { sent: this.#sent, lost: this.#lost, duplicated: this.#duplicated };
  }

  /**
   * Changes the options given, for packets that are sent from now on.
   * @throws TypeError or RangeError as `resolveLinkOptions` does.
   */
  configure(options: Partial<LinkOptions>): void {
    this.#options = resolveLinkOptions(options, this.#options);
    // The queue begins anew: what waits in it has its time of arrival already.
    if (options.bandwidth !== undefined) this.#freeAt = 0;
  }

  /**
   * Whether the interface or a router of the link refuses an IP packet of so many bytes.
   * @internal
   */
  isTooBig(length: number): boolean {
    return length > this.#options.mtu || length > this.#options.pathMtu;
  }

  /** Loses an IP packet that is too big; gives the MTU that the router tells its sender, when it does. @internal */
  refuse(length: number): number | undefined {
    const { mtu, pathMtu, packetTooBig } = this.#options;
    this.#sent += 1;
    this.#lost += 1;
    return this.isUp && length <= mtu && this.#random.chance(packetTooBig) ? pathMtu : undefined;
  }

  /** When an IP packet of so many bytes arrives: once, twice, or not at all. @internal */
  arrivals(length: number, now: number): readonly number[] {
    const { loss, duplication } = this.#options;
    this.#sent += 1;
    if (!this.isUp || this.#random.chance(loss) || !this.#hasRoomFor(length, now)) {
      this.#lost += 1;
      return [];
    }
    const arrival = this.#arrival(this.#departure(length, now));
    if (!this.#random.chance(duplication)) return [arrival];
    this.#duplicated += 1;
    return [arrival, arrival];
  }

  /** A packet that has the link to itself needs no queue. */
  #hasRoomFor(length: number, now: number): boolean {
    const { bandwidth, queue } = this.#options;
    if (this.#freeAt <= now) return true;
    const waiting = ((this.#freeAt - now) / 8000) * bandwidth;
    return waiting + length <= queue;
  }

  #departure(length: number, now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + (length * 8000) / this.#options.bandwidth;
    return this.#freeAt;
  }

  #arrival(departure: number): number {
    const { delay, jitter, reordering, reorderingDelay } = this.#options;
    const arrival = departure + delay + (jitter > 0 ? jitter * this.#random.fraction() : 0);
    if (this.#random.chance(reordering)) return arrival + reorderingDelay;
    this.#lastArrival = Math.max(this.#lastArrival, arrival);
    return this.#lastArrival;
  }
}
