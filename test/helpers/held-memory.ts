import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes, on and off the heap, that are held after this has run and were not before. It runs twice: once to warm up. */
export function heldAfter(run: () => void): number {
  run();
  const before = heldMemory();
  run();
  return heldMemory() - before;
}

/** Bytes, on and off the heap, that are held now. */
export function heldMemory(): number {
  // What the first collection finalizes, the second frees.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
