import type { Keys } from '../keys.ts';
import type { NodeStatus } from '../nodes/status.ts';
import { type Field, type LintObject, rootOf } from './field.ts';
import { type Pod, podOf } from './pod.ts';
import { type Stack, stackOf } from './stack.ts';

/** A pod, and how it speaks SCTP. */
export interface SctpPod extends Pod {
  readonly stack: Stack;
}

/** A node of a cluster, what is known of it, and what runs there. */
export interface SctpNode {
  readonly field: Field;
  readonly status: NodeStatus;
  readonly pods: readonly SctpPod[];
}

/** What rules look at. */
export interface Subjects {
  /** All of them. */
  readonly objects: readonly LintObject[];
  readonly pods: readonly SctpPod[];
  readonly services: readonly Field[];
  readonly networkPolicies: readonly Field[];
  readonly namespaces: readonly Field[];
  /** Those of a cluster; files have none. */
  readonly nodes: readonly SctpNode[];
  /** Whether the objects tell of Cilium. */
  readonly hasCilium: boolean;
}

/** Sorts objects for rules. */
export function subjectsOf(objects: readonly LintObject[], keys: Keys, nodes: readonly SctpNode[]): Subjects {
  const ofKind = (group: string, kind: string): Field[] =>
    objects.filter((object) => object.group === group && object.kind === kind).map(rootOf);
  return {
    objects,
    pods: objects.flatMap((object) => sctpPodOf(object, keys) ?? []),
    services: ofKind('', 'Service'),
    networkPolicies: ofKind('networking.k8s.io', 'NetworkPolicy'),
    namespaces: ofKind('', 'Namespace'),
    nodes,
    hasCilium: objects.some(isOfCilium),
  };
}

/** The pod that an object is or makes, and how it speaks SCTP; undefined for an object that makes none. */
export function sctpPodOf(object: LintObject, keys: Keys): SctpPod | undefined {
  const pod = podOf(object);
  return pod === undefined ? undefined : { ...pod, stack: stackOf(pod, keys) };
}

/** Of its own kind, or its agents. */
function isOfCilium(object: LintObject): boolean {
  if (object.group === 'cilium.io') return true;
  return object.kind === 'DaemonSet' && rootOf(object).at('metadata', 'labels', 'k8s-app').text === 'cilium';
}
