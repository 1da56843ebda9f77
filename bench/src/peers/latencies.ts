import { percentile } from '../statistics/percentile.ts';

/** Round-trip times that are kept at most: more do not change the percentiles. */
const capacity = 2_000_000;

/** Times in ms. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** Keeps every round-trip time, without allocating while it is measured. */
export class Latencies {
  readonly #times = new Float64Array(capacity);
  #count = 0;

  add(time: number): void {
    if (this.#count === capacity) return;
    this.#times[this.#count] = time;
    this.#count += 1;
  }

  /** Forgets what was measured so far, as a warm-up. */
  clear(): void {
    this.#count = 0;
  }

  summarize(): Latency {
    const sorted = this.#times.subarray(0, this.#count).sort();
    return {
      count: sorted.length,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      p999: percentile(sorted, 0.999),
    };
  }
}
