import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** How often {@link heldAfter} measures. */
const measurements = 3;

/**
 * Bytes, on and off the heap, that are held after this has run and were not before. It runs once to warm up, and then several
 * times, of which the least counts: what the process does besides, as compiling, only ever comes on top.
 */
export function heldAfter(run: () => void): number {
  run();
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < measurements; i += 1) {
    const before = heldMemory();
    run();
    least = Math.min(least, heldMemory() - before);
  }
  return least;
}

/** Bytes, on and off the heap, that are held now. */
export function heldMemory(): number {
  // What the first collection finalizes, the second frees.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
