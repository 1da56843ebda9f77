import type { ApiClient } from '../client/api-client.ts';
import { listAll } from '../client/list.ts';
import type { PodObject, Taint } from '../objects.ts';
import { tolerates } from './toleration.ts';

/** How a pod that does not tolerate a taint will leave the node, if it does. */
export type Departure =
  /** It can be evicted, and is then made anew elsewhere by its controller, or not at all without one. */
  | 'EVICTABLE'
  /** Of a DaemonSet, which makes it anew at once on the same node unless the taint keeps it off. */
  | 'DAEMON-SET'
  /** A static pod: the kubelet runs it from a file, whatever the taints (mirror pod). */
  | 'STATIC';

/** A pod on a node that does not tolerate the taint of that node. */
export interface ConflictingPod {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly departure: Departure;
  /** Kind and name of its controller; undefined for a pod that nobody makes anew. */
  readonly controller: string | undefined;
  /** Whether it has local data (emptyDir) that goes with it. */
  readonly hasLocalData: boolean;
}

/** Which pods. */
export interface PodSelection {
  /** Default: all. */
  readonly namespace?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Pods on a node that do not tolerate the taint, those that have ended aside.
 * @throws ApiError, KubernetesError.
 */
export async function conflictingPods(
  client: ApiClient,
  node: string,
  taint: Taint,
  selection: PodSelection = {},
): Promise<ConflictingPod[]> {
  const pods = await podsOn(client, node, selection);
  return pods.filter((pod) => !hasEnded(pod) && !tolerates(pod, taint)).map((pod) => conflictOf(pod, node));
}

/** All pods on a node, those that have ended aside. @throws ApiError, KubernetesError. */
export async function runningPods(
  client: ApiClient,
  node: string,
  selection: PodSelection = {},
): Promise<ConflictingPod[]> {
  return (await podsOn(client, node, selection)).filter((pod) => !hasEnded(pod)).map((pod) => conflictOf(pod, node));
}

/** Where the pods of a namespace are listed, or all. */
export function podsPath(namespace: string | undefined): string {
  return namespace === undefined ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
}

async function podsOn(
  client: ApiClient,
  node: string,
  { namespace, signal }: PodSelection,
): Promise<readonly PodObject[]> {
  const list = await listAll<PodObject>(client, {
    path: podsPath(namespace),
    fieldSelector: `spec.nodeName=${node}`,
    signal,
  });
  return list.items;
}

function conflictOf(pod: PodObject, node: string): ConflictingPod {
  const { name, namespace = 'default', ownerReferences = [] } = pod.metadata;
  const controller = ownerReferences.find((owner) => owner.controller);
  return {
    namespace,
    name,
    node,
    departure: departureOf(pod),
    controller: controller === undefined ? undefined : `${controller.kind}/${controller.name}`,
    hasLocalData: (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined),
  };
}

/** How the pod can be made to leave its node. */
function departureOf({ metadata }: PodObject): Departure {
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return 'STATIC';
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  return owner?.kind === 'DaemonSet' ? 'DAEMON-SET' : 'EVICTABLE';
}

/** Whether the pod runs no more. */
export function hasEnded({ status }: PodObject): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}
