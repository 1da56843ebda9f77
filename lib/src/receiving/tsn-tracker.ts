import type { GapAckBlock } from '../codec/chunk.ts';
import { serial32 } from '../serial-number.ts';

/** Runs above the cumulative TSN that are kept: five times as many as a SACK in a packet of 1,500 bytes reports. */
const maxRuns = 2048;
/** Offsets from the cumulative TSN have 16 bits (§3.3.4): no SACK can tell of what lies higher. */
const maxOffset = 0xffff;

/** What {@link TsnTracker.add} found. What is `UNREPORTABLE` counts as not received: no SACK could tell of it. */
export type TsnVerdict = 'NEW' | 'DUPLICATE' | 'UNREPORTABLE';

/** TSNs without a gap. */
export interface TsnRun {
  readonly first: number;
  readonly last: number;
}

/** Stays empty. */
const none: number[] = [];

/** Which TSNs have been received (RFC 9260 §6.7): a cumulative one, and runs above it. */
export class TsnTracker {
  #cumulativeTsn: number;
  /** First and last TSN of each run, ascending; arrays of its own once there is a gap. */
  #starts = none;
  #ends = none;

  /** `initialTsn` is the first one the peer sends. */
  constructor(initialTsn: number) {
    this.#cumulativeTsn = serial32.add(initialTsn, -1);
  }

  /** The last TSN of all that came without a gap. */
  get cumulativeTsn(): number {
    return this.#cumulativeTsn;
  }

  get highestTsn(): number {
    return this.#ends.at(-1) ?? this.#cumulativeTsn;
  }

  get hasGaps(): boolean {
    return this.#starts.length > 0;
  }

  /** Runs above the cumulative TSN. */
  get gapCount(): number {
    return this.#starts.length;
  }

  has(tsn: number): boolean {
    if (!serial32.isAfter(tsn, this.#cumulativeTsn)) return true;
    const at = this.#runFrom(tsn) - 1;
    return at >= 0 && !serial32.isAfter(tsn, this.#ends[at] ?? 0);
  }

  add(tsn: number): TsnVerdict {
    if (this.has(tsn)) return 'DUPLICATE';
    if (tsn === serial32.add(this.#cumulativeTsn, 1)) {
      this.#advance(tsn);
      return 'NEW';
    }
    if (serial32.distance(this.#cumulativeTsn, tsn) > maxOffset) return 'UNREPORTABLE';
    return this.#addAbove(tsn);
  }

  /**
   * Takes all up to this TSN, which lies above the cumulative one, as received (RFC 3758 §3.6). Gives what of it had been:
   * the runs that begin at the next TSN or before, and whose TSNs are not above the cumulative one any more.
   */
  forward(tsn: number): TsnRun[] {
    const passed = this.#runFrom(serial32.add(tsn, 1));
    const starts = this.#starts.splice(0, passed);
    const ends = this.#ends.splice(0, passed);
    const last = ends.at(-1) ?? tsn;
    this.#cumulativeTsn = serial32.isAfter(last, tsn) ? last : tsn;
    return starts.map((first, i) => ({ first, last: ends[i] ?? first }));
  }

  /** The first `max` runs, as offsets from the cumulative TSN. */
  gapAckBlocks(max: number): GapAckBlock[] {
    const blocks: GapAckBlock[] = [];
    for (let i = 0; i < this.#starts.length && i < max; i += 1) {
      const start = serial32.distance(this.#cumulativeTsn, this.#starts[i] ?? 0);
      const end = serial32.distance(this.#cumulativeTsn, this.#ends[i] ?? 0);
      blocks.push({ start, end });
    }
    return blocks;
  }

  #advance(tsn: number): void {
    this.#cumulativeTsn = tsn;
    if (this.#starts[0] !== serial32.add(tsn, 1)) return;
    this.#cumulativeTsn = this.#ends.shift() ?? tsn;
    this.#starts.shift();
  }

  #addAbove(tsn: number): TsnVerdict {
    const at = this.#runFrom(tsn);
    const joinsLower = at > 0 && this.#ends[at - 1] === serial32.add(tsn, -1);
    const joinsUpper = this.#starts[at] === serial32.add(tsn, 1);
    if (joinsLower && joinsUpper) {
      this.#ends.splice(at - 1, 1);
      this.#starts.splice(at, 1);
    } else if (joinsLower) {
      this.#ends[at - 1] = tsn;
    } else if (joinsUpper) {
      this.#starts[at] = tsn;
    } else {
      if (this.#starts.length >= maxRuns) return 'UNREPORTABLE';
      if (this.#starts === none) [this.#starts, this.#ends] = [[], []];
      this.#starts.splice(at, 0, tsn);
      this.#ends.splice(at, 0, tsn);
    }
    return 'NEW';
  }

  /** Index of the first run that starts after `tsn`. */
  #runFrom(tsn: number): number {
    let low = 0;
    let high = this.#starts.length;
    // Data mostly comes in order: look at the last run before searching.
    if (high > 0 && !serial32.isAfter(this.#starts[high - 1] ?? 0, tsn)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (serial32.isAfter(this.#starts[middle] ?? 0, tsn)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
