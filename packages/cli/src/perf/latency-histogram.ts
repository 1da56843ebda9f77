/** Bits of a time that are kept: a quantile is at most 2⁻¹⁰ of itself, 0.1 %, too large. */
const precisionBits = 10;
const bucketsPerOctave = 2 ** precisionBits;
const octaves = 40;
const nanosecondsPerMillisecond = 1e6;

/** What a histogram of round-trip times comes to, in ms. */
export interface Latencies {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Counts round-trip times in buckets, so that a test of days needs no more memory than one of a second. */
export class LatencyHistogram {
  readonly #buckets = new Float64Array(octaves * bucketsPerOctave);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** Enters a time in ms. */
  enter(time: number): void {
    const index = bucketOf(time * nanosecondsPerMillisecond);
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count += 1;
    this.#sum += time;
    this.#min = Math.min(this.#min, time);
    this.#max = Math.max(this.#max, time);
  }

  get count(): number {
    return this.#count;
  }

  /** Undefined when nothing has been entered. */
  summarize(): Latencies | undefined {
    if (this.#count === 0) return undefined;
    return {
      count: this.#count,
      min: this.#min,
      mean: this.#sum / this.#count,
      p50: this.#quantile(0.5),
      p90: this.#quantile(0.9),
      p99: this.#quantile(0.99),
      p999: this.#quantile(0.999),
      max: this.#max,
    };
  }

  /** The smallest time that the fraction given of all does not exceed. */
  #quantile(fraction: number): number {
    const rank = Math.max(1, Math.ceil(this.#count * fraction));
    let seen = 0;
    for (const [index, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(greatestOf(index) / nanosecondsPerMillisecond, this.#max);
    }
    return this.#max;
  }
}

/** Buckets are as wide as the leading bits leave it: 1 ns below 1 µs, then twice as wide with each doubling. */
function bucketOf(nanoseconds: number): number {
  const whole = Math.floor(nanoseconds);
  if (whole < bucketsPerOctave) return Math.max(0, whole);
  const octave = Math.floor(Math.log2(whole)) - precisionBits;
  const index = (octave + 1) * bucketsPerOctave + Math.floor(whole / 2 ** octave) - bucketsPerOctave;
  return Math.min(index, octaves * bucketsPerOctave - 1);
}

function greatestOf(index: number): number {
  if (index < bucketsPerOctave) return index;
  const octave = Math.floor(index / bucketsPerOctave) - 1;
  return ((index % bucketsPerOctave) + bucketsPerOctave + 1) * 2 ** octave - 1;
}
