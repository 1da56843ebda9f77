import { randomInt } from 'node:crypto';
import type { Clock } from './clock.ts';

/** The clock of the host. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  },
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
  uint32: () => randomInt(2 ** 32),
  seconds: () => Math.floor(Date.now() / 1000),
};
