import type { StackName } from '../peers/plan.ts';
import { type Case, canMeasure, describeCase } from './case.ts';
import { measure, type Setting } from './measure.ts';
import type { Measurement } from './measurement.ts';

/**
 * Puts the stacks to a case, one after the other, round after round: what changes on the machine meanwhile changes for
 * all of them. A stack that fails is left out of the rounds that follow.
 */
export async function measureRounds(
  one: Case,
  stacks: readonly StackName[],
  rounds: number,
  setting: Setting,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const failed = new Set<StackName>();
  const able = stacks.filter((stack) => canMeasure(stack, one));
  for (let round = 0; round < rounds; round += 1) {
    for (const stack of able) {
      if (failed.has(stack)) continue;
      try {
        measurements.push({ case: one, stack, round, reading: await measure(one, stack, setting) });
      } catch (error) {
        // `as`: nothing else is thrown.
        const failure = (error as Error).message;
        console.error(`${stack}, ${one.test}, ${describeCase(one)}: ${failure}`);
        failed.add(stack);
        measurements.push({ case: one, stack, round, failure });
      }
    }
  }
  return measurements;
}
