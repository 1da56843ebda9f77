import type { Field } from '../field.ts';
import type { Container } from '../pod.ts';
import type { Hit, Rule, RuleSetting } from '../rule.ts';
import { speakersOf } from '../stack.ts';
import type { SctpPod, Subjects } from '../subjects.ts';

/** A rule that looks at one pod at a time. */
export function forPods(
  find: (pod: SctpPod, setting: RuleSetting, subjects: Subjects) => readonly Hit[],
): Rule['find'] {
  return (subjects, setting) => subjects.pods.flatMap((pod) => find(pod, setting, subjects));
}

/** A rule that looks at each container that speaks SCTP. */
export function forSpeakers(
  find: (container: Container, pod: SctpPod) => readonly Hit[],
  ...stacks: readonly SctpPod['stack'][]
): Rule['find'] {
  return forPods((pod) =>
    stacks.includes(pod.stack) ? speakersOf(pod).flatMap((container) => find(container, pod)) : [],
  );
}

/** One hit, or none. */
export function hitIf(isHit: boolean, at: Field, message: string): readonly Hit[] {
  return isHit ? [{ at, message }] : [];
}
