import type { StackName } from '../peers/plan.ts';
import type { Case } from '../run/case.ts';
import type { Measurement, Reading } from '../run/measurement.ts';
import { median } from '../statistics/percentile.ts';

/** What all rounds say of one stack in one case. */
export interface Summary {
  readonly case: Case;
  readonly stack: StackName;
  /** The figure by which stacks are compared: ours to its one in the same round. Undefined of ours, and of a failure. */
  readonly ratio: number | undefined;
  /** The same for what is done in a CPU second; undefined where that is not measured. */
  readonly cpuRatio: number | undefined;
  /** Medians. */
  readonly reading: Reading;
  readonly failure: string | undefined;
}

/** Medians over the rounds, and what we are to each of the others. */
export function summarize(measurements: readonly Measurement[]): Summary[] {
  const groups = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const key = JSON.stringify([measurement.case, measurement.stack]);
    groups.set(key, [...(groups.get(key) ?? []), measurement]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const ours = groups.get(JSON.stringify([first.case, 'usctp'])) ?? [];
    return {
      case: first.case,
      stack: first.stack,
      ratio: first.stack === 'usctp' ? undefined : medianRatio(ours, group, figureOf),
      cpuRatio: first.stack === 'usctp' ? undefined : medianRatio(ours, group, figurePerCpu),
      reading: medians(group),
      failure: group.find(({ failure }) => failure !== undefined)?.failure,
    };
  });
}

/** Rounds are compared with themselves, so that a machine that becomes slower does not matter. */
function medianRatio(
  ours: readonly Measurement[],
  theirs: readonly Measurement[],
  figureOf: (measurement: Measurement | undefined) => number,
): number | undefined {
  const ratios = theirs.flatMap((measurement) => {
    const our = ours.find(({ round }) => round === measurement.round);
    const ratio = figureOf(our) / figureOf(measurement);
    return Number.isFinite(ratio) ? ratio : [];
  });
  return ratios.length > 0 ? median(ratios) : undefined;
}

function figureOf(measurement: Measurement | undefined): number {
  const { perSecond, p50, serverResident } = measurement?.reading ?? {};
  switch (measurement?.case.test) {
    case 'ping':
      return p50 ?? Number.NaN;
    case 'memory':
      return serverResident ?? Number.NaN;
    default:
      return perSecond ?? Number.NaN;
  }
}

/** Each side has a core, so the one that needs more CPU for a message is the one that bounds them. */
function figurePerCpu(measurement: Measurement | undefined): number {
  const { senderSecondsPerGigabyte, receiverSecondsPerGigabyte, cpuMicrosecondsEach } = measurement?.reading ?? {};
  if (cpuMicrosecondsEach !== undefined) return 1 / cpuMicrosecondsEach;
  return 1 / Math.max(senderSecondsPerGigabyte ?? Number.NaN, receiverSecondsPerGigabyte ?? Number.NaN);
}

/** A round in which nothing arrived has no cost per byte: it counts by its rate alone. */
function medians(group: readonly Measurement[]): Reading {
  const readings = group.flatMap(({ reading }) => reading ?? []);
  // `as`: the keys are those of readings.
  const keys = [...new Set(readings.flatMap((reading) => Object.keys(reading)))] as (keyof Reading)[];
  return Object.fromEntries(keys.map((key) => [key, median(finite(readings, key))]));
}

function finite(readings: readonly Reading[], key: keyof Reading): number[] {
  return readings.flatMap((reading) => reading[key] ?? []).filter(Number.isFinite);
}
