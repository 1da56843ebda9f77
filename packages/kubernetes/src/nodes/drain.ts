import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.ts';
import { isApiError, KubernetesError } from '../errors.ts';
import type { PodObject, Taint } from '../objects.ts';
import type { ChangeOptions } from './change-node.ts';
import { type ConflictingPod, conflictingPods } from './conflicting-pods.ts';
import { evict, evictionApiVersion, type PodName } from './evict.ts';

/** How a node is drained; times in ms. */
export interface DrainOptions extends ChangeOptions {
  /** Longest time until all pods have gone; default 600,000. */
  readonly timeout?: number;
  /** Between attempts at a pod that a PodDisruptionBudget holds, and between looks at one that ends; default 5,000. */
  readonly interval?: number;
  /** Whether pods with local data (emptyDir), which goes with them, are evicted; default false: an error. */
  readonly deleteEmptyDirData?: boolean;
  /** Whether pods that no controller makes anew elsewhere are evicted; default false: an error. */
  readonly force?: boolean;
  /** Told of each step. */
  readonly onProgress?: (progress: DrainProgress) => void;
}

/** What a drain has come to. */
export type DrainProgress =
  | { readonly type: 'CORDONED' | 'UNCORDONED'; readonly node: string }
  | { readonly type: 'EVICTED' | 'GONE'; readonly node: string; readonly pod: PodName }
  | { readonly type: 'BLOCKED'; readonly node: string; readonly pod: PodName; readonly reason: string };

/**
 * Evicts the pods that do not tolerate `taint` from a node that was cordoned, as the PodDisruptionBudgets allow, and
 * waits until they have gone. Static pods and those of DaemonSets stay: the kubelet or a controller makes them anew.
 * @throws KubernetesError `ERR_KUBERNETES_DRAIN` for pods that are not to be evicted without `force` or
 * `deleteEmptyDirData`, and when the time is over; it names them. ApiError when the API server refuses.
 */
export async function evictConflicting(
  client: ApiClient,
  node: string,
  taint: Taint,
  options: DrainOptions = {},
): Promise<readonly ConflictingPod[]> {
  const pods = (await conflictingPods(client, node, taint, options.signal)).filter(isEvictable);
  refuseUnsafe(node, pods, options);
  const apiVersion = await evictionApiVersion(client, options.signal);
  const deadline = performance.now() + (options.timeout ?? 600_000);
  await Promise.all(pods.map((pod) => evictAndWait(client, pod, { ...options, apiVersion, deadline })));
  return pods;
}

function isEvictable({ departure }: ConflictingPod): boolean {
  return departure === 'EVICTABLE';
}

function refuseUnsafe(node: string, pods: readonly ConflictingPod[], options: DrainOptions): void {
  const { force = false, deleteEmptyDirData = false } = options;
  const orphans = force ? [] : pods.filter(({ controller }) => controller === undefined);
  const withData = deleteEmptyDirData ? [] : pods.filter(({ hasLocalData }) => hasLocalData);
  const reasons = [
    ...orphans.map((pod) => `${nameOf(pod)} has no controller that makes it anew (--force evicts it)`),
    ...withData.map((pod) => `${nameOf(pod)} has local data (--delete-emptydir-data gives it up)`),
  ];
  if (reasons.length === 0) return;
  throw new KubernetesError('ERR_KUBERNETES_DRAIN', `node ${node} is not drained: ${reasons.join('; ')}`);
}

/** Evicts a pod as soon as that is allowed, and waits until it has gone, or another has its name. */
async function evictAndWait(
  client: ApiClient,
  pod: ConflictingPod,
  options: DrainOptions & { readonly apiVersion: string; readonly deadline: number },
): Promise<void> {
  const { node } = pod;
  const { interval = 5000, dryRun = 'none', onProgress = () => {}, signal, deadline } = options;
  const isDry = dryRun !== 'none';
  const uid = isDry ? undefined : await uidOf(client, pod, signal);
  let reason = 'it has not ended';
  let isEvicted = false;
  for (;;) {
    if (!isEvicted) {
      const outcome = await evict(client, pod, options);
      onProgress(
        outcome.result === 'BLOCKED'
          ? { type: 'BLOCKED', node, pod, reason: outcome.reason }
          : { type: outcome.result, node, pod },
      );
      if (outcome.result === 'GONE' || isDry) return;
      isEvicted = outcome.result === 'EVICTED';
      if (outcome.result === 'BLOCKED') reason = outcome.reason;
    } else if ((await uidOf(client, pod, signal)) !== uid) {
      onProgress({ type: 'GONE', node, pod });
      return;
    }
    if (performance.now() + interval > deadline) {
      throw new KubernetesError('ERR_KUBERNETES_DRAIN', `${nameOf(pod)} is still on node ${node}: ${reason}`);
    }
    await sleep(interval, undefined, signal === undefined ? {} : { signal });
  }
}

/** Which pod has this name now; undefined when none has. */
async function uidOf(client: ApiClient, pod: PodName, signal: AbortSignal | undefined): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}`;
  try {
    return (await client.request<PodObject>({ path, signal })).metadata.uid;
  } catch (error) {
    if (isApiError(error, 404)) return undefined;
    throw error;
  }
}

function nameOf({ namespace, name }: PodName): string {
  return `pod ${namespace}/${name}`;
}
