import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Change, findingsIn, podWith, rulesBrokenBy } from './manifests.ts';

export interface PodCase {
  readonly rule: string;
  /** What breaks it, and where that is found. */
  readonly broken: Change;
  readonly field: string;
  /** The nearest that does not; default: the pod as it is generated. */
  readonly whole?: Change;
}

/** Adds a test for each case, named for the pod that its rule finds. */
export function testPodCases(test: Test, cases: Readonly<Record<string, PodCase>>): void {
  for (const [title, { rule, broken, field, whole }] of Object.entries(cases)) {
    test(`${title}: ${rule}`, () => {
      const found = findingsIn([podWith(broken)]);
      assert.equal(
        found.map((finding) => [finding.rule, finding.field]),
        [[rule, field]],
      );
      assert.equal(rulesBrokenBy([podWith(whole)]), []);
    });
  }
}
