import type { Keys } from '../keys.ts';
import { type Field, type LintObject, rootOf } from './field.ts';
import { type Pod, podOf } from './pod.ts';
import { type Stack, stackOf } from './stack.ts';

/** A pod, and how it speaks SCTP. */
export interface SctpPod extends Pod {
  readonly stack: Stack;
}

/** What rules look at. */
export interface Subjects {
  /** All of them. */
  readonly objects: readonly LintObject[];
  readonly pods: readonly SctpPod[];
  readonly services: readonly Field[];
  readonly networkPolicies: readonly Field[];
  readonly namespaces: readonly Field[];
  /** Whether the objects tell of Cilium. */
  readonly hasCilium: boolean;
}

/** Sorts objects for rules. */
export function subjectsOf(objects: readonly LintObject[], keys: Keys): Subjects {
  const ofKind = (group: string, kind: string): Field[] =>
    objects.filter((object) => object.group === group && object.kind === kind).map(rootOf);
  return {
    objects,
    pods: objects.flatMap((object) => {
      const pod = podOf(object);
      return pod === undefined ? [] : [{ ...pod, stack: stackOf(pod, keys) }];
    }),
    services: ofKind('', 'Service'),
    networkPolicies: ofKind('networking.k8s.io', 'NetworkPolicy'),
    namespaces: ofKind('', 'Namespace'),
    hasCilium: objects.some(({ group }) => group === 'cilium.io'),
  };
}
