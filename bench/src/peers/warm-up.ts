import { setTimeout as delay } from 'node:timers/promises';
import { cpuTime } from '../statistics/cpu-time.ts';
import type { Plan } from './plan.ts';

/** How often it is looked whether it is over, in ms. */
const interval = 50;
/** Times the warm-up that it lasts at most, by the clock: a process that mostly waits is warm then. */
const longest = 10;

/** Lasts until this process has had so much CPU time: on a loaded machine code takes longer to be compiled. */
export async function warmUp({ warmup }: Plan): Promise<void> {
  const start = performance.now();
  const used = cpuTime();
  while ((cpuTime() - used) / 1e6 < warmup && performance.now() - start < longest * warmup) await delay(interval);
}
