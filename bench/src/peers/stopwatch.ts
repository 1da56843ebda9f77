import { cpuTime } from '../statistics/cpu-time.ts';

/** Time since it was made. */
export class Stopwatch {
  readonly #start = performance.now();
  readonly #cpu = cpuTime();

  /** Seconds by the clock, and of CPU, user and system. */
  read(): { readonly seconds: number; readonly cpuSeconds: number } {
    return { seconds: (performance.now() - this.#start) / 1000, cpuSeconds: (cpuTime() - this.#cpu) / 1e9 };
  }
}
