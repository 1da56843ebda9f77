/** Round-trip times, in ms. */
export interface RoundTrips {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly p99: number;
}

/** Sums up round-trip times; undefined when there are none. */
export function summarizeRoundTrips(times: readonly number[]): RoundTrips | undefined {
  const sorted = [...times].sort((one, other) => one - other);
  /** The smallest time that the fraction given of all does not exceed. */
  const quantile = (fraction: number) => sorted[Math.max(Math.ceil(sorted.length * fraction) - 1, 0)];
  const [min, median, p99, max] = [quantile(0), quantile(0.5), quantile(0.99), quantile(1)];
  if (min === undefined || median === undefined || p99 === undefined || max === undefined) return undefined;
  return { min, median, max, p99 };
}
