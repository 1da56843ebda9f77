const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A whole number with its unit. */
export const durationPattern = /^(\d{1,9})(ms|s|m|h)$/;

/** Milliseconds of a text that has the pattern. */
export function parseDuration(text: string): number {
  const [, count, unit] = durationPattern.exec(text) ?? [];
  return Number(count) * units[unit as keyof typeof units]; // the pattern has no other units
}
