import { cpuTime } from '../statistics/cpu-time.ts';

/** What a message costs as something grows. */
export interface Curve {
  readonly title: string;
  /** What grows, with its unit. */
  readonly grows: string;
  readonly isLogarithmic: boolean;
  readonly points: readonly Point[];
}

interface Point {
  readonly x: number;
  /** CPU time of both ends per message, in µs. */
  readonly cost: number;
}

/** Each point is measured so many times; the least counts, as others on the machine can only add to it. */
const attempts = 3;

/** Makes what is measured, untimed, and gives a function that sends so many messages, which is. */
export type Scenario = (x: number) => { readonly messageCount: number; run(): void };

/** Measures a scenario at each x. */
export function measureCurve(curve: Omit<Curve, 'points'>, xs: readonly number[], scenario: Scenario): Curve {
  const [first] = xs;
  // The first point is not to pay for compilation.
  if (first !== undefined) costOf(scenario, first);
  const points = xs.map((x) => ({ x, cost: Math.min(...Array.from({ length: attempts }, () => costOf(scenario, x))) }));
  return { ...curve, points };
}

/** The dearest point to the cheapest: 1 is flat. */
export function spread({ points }: Curve): number {
  const costs = points.map(({ cost }) => cost);
  return Math.max(...costs) / Math.min(...costs);
}

function costOf(scenario: Scenario, x: number): number {
  const { messageCount, run } = scenario(x);
  globalThis.gc?.();
  const start = cpuTime();
  run();
  return (cpuTime() - start) / messageCount / 1000;
}
