import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A time as kubectl takes it, `30s`, `1m30s` or a number of seconds, in ms. @throws InvalidArgumentError */
export function parseDuration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) throw new InvalidArgumentError('It takes a time as 30s, 5m or 1h.');
  return [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
}

/** Beyond this, timers of Node end at once: 24 days. */
const longest = 2 ** 31 - 1;

/** As {@link parseDuration}, where 0 is no limit, as for kubectl. @throws InvalidArgumentError */
export function parseLimit(text: string): number {
  return Math.min(parseDuration(text) || longest, longest);
}

/** Adds a value to those of the same option. */
export function addValue(text: string, previous: readonly string[] = []): string[] {
  return [...previous, text];
}
