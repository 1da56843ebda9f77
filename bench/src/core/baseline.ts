import { readFileSync, writeFileSync } from 'node:fs';
import { median } from '../statistics/percentile.ts';
import type { StageCost } from './measure-core.ts';
import type { StageName } from './stages.ts';

/** How much worse than the baseline a stage may be. */
const tolerance = 0.25;

const file = new URL('../../core-baseline.json', import.meta.url);

/** Ratios to the fixed calculation that are taken for right. */
export type Baseline = Readonly<Partial<Record<StageName, number>>>;

export function readBaseline(): Baseline {
  // `as`: written by writeBaseline, and reviewed as every file is.
  return JSON.parse(readFileSync(file, 'utf8')) as Baseline;
}

/** Takes the medians of some measurements for right from now on. */
export function writeBaseline(measured: readonly (readonly StageCost[])[]): void {
  const ratioOf = (stage: StageName) =>
    measured.flatMap((costs) => costs.find(({ name }) => name === stage)?.ratio ?? []);
  const names = compared(measured[0] ?? []).map(({ name }) => name);
  const ratios = Object.fromEntries(names.map((name) => [name, Number(median(ratioOf(name)).toFixed(3))]));
  writeFileSync(file, `${JSON.stringify(ratios, undefined, 2)}\n`);
}

/** How much more a stage costs than in the baseline: 0.1 is a tenth more. Undefined of one that is not in it. */
export function changeOf({ name, ratio }: StageCost, baseline: Baseline): number | undefined {
  const expected = baseline[name];
  return expected === undefined ? undefined : ratio / expected - 1;
}

/** What has become worse than may be, or is not in the baseline, as sentences. */
export function findRegressions(costs: readonly StageCost[], baseline: Baseline): string[] {
  return compared(costs).flatMap((cost) => {
    const change = changeOf(cost, baseline);
    if (change === undefined) return `${cost.name} is not in the baseline`;
    if (change <= tolerance) return [];
    return `${cost.name} costs ${Math.round(change * 100)} % more than in the baseline: ${tolerance * 100} % may be`;
  });
}

/** The better of two measurements of the same stages. */
export function better(costs: readonly StageCost[], others: readonly StageCost[]): StageCost[] {
  return costs.map((cost) => {
    const other = others.find(({ name }) => name === cost.name);
    return other !== undefined && other.ratio < cost.ratio ? other : cost;
  });
}

/** The fixed calculation is what others are compared with. */
function compared(costs: readonly StageCost[]): readonly StageCost[] {
  return costs.filter(({ name }) => name !== 'fixed');
}
