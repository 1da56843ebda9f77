/** What times come to, in ms. */
export interface LatencySummary {
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Each is the smallest of the times that its share of all does not exceed; undefined for none. */
export function summarizeLatencies(times: Iterable<number>): LatencySummary | undefined {
  const sorted = Float64Array.from(times).sort();
  if (sorted.length === 0) return undefined;
  const quantile = (fraction: number) => sorted[Math.ceil(fraction * sorted.length) - 1] ?? 0;
  return { median: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), max: quantile(1) };
}

/** A time for people: three figures that matter. */
export function formatMilliseconds(time: number): string {
  return `${time < 1 ? time.toFixed(3) : time < 10 ? time.toFixed(2) : time < 100 ? time.toFixed(1) : time.toFixed(0)} ms`;
}
