import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from './plan.ts';
import { Stopwatch } from './stopwatch.ts';
import { warmUp } from './warm-up.ts';

/** How often the delay of the event loop is looked at, in ms: seldom enough not to cost anything. */
const delayResolution = 10;

/** What one side did in the time measured. */
export interface Metered {
  readonly seconds: number;
  readonly bytes: number;
  /** User and system time of the process, in seconds. */
  readonly cpuSeconds: number;
  /** How late the event loop was, in ms. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Counts what passes, for the duration of a plan, after its warm-up. */
export class Meter {
  bytes = 0;
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What is counted in the time of the plan, which begins now. */
  async measure(): Promise<Metered> {
    await warmUp(this.#plan);
    const histogram = monitorEventLoopDelay({ resolution: delayResolution });
    histogram.enable();
    const stopwatch = new Stopwatch();
    const bytes = this.bytes;
    await delay(this.#plan.duration);
    const passed = { ...stopwatch.read(), bytes: this.bytes - bytes };
    histogram.disable();
    return { ...passed, loopDelay: summarize(histogram) };
  }
}

/** The histogram has the time from one look to the next, in ns: the interval belongs to it. */
function summarize(histogram: IntervalHistogram): Metered['loopDelay'] {
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - delayResolution);
  return { p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), max: late(histogram.max) };
}
