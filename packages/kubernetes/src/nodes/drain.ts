import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.ts';
import { isApiError, KubernetesError } from '../errors.ts';
import type { PodObject, Taint } from '../objects.ts';
import type { ChangeOptions } from './change-node.ts';
import { type ConflictingPod, conflictingPods, runningPods } from './conflicting-pods.ts';
import { type EvictionResult, evict, evictionApiVersion, type PodName } from './evict.ts';

/** How a node is drained; times in ms. */
export interface DrainOptions extends ChangeOptions {
  /** Longest time until all pods have gone; default 600,000. */
  readonly timeout?: number;
  /** Between attempts at a pod that a PodDisruptionBudget holds; one that ends is looked at five times as often; default 5,000. */
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
  return evictPods(client, node, await conflictingPods(client, node, taint, { signal: options.signal }), options);
}

/** As {@link evictConflicting}, whatever the pods tolerate: for a node that is to be rebooted. */
export async function evictAll(
  client: ApiClient,
  node: string,
  options: DrainOptions = {},
): Promise<readonly ConflictingPod[]> {
  return evictPods(client, node, await runningPods(client, node, { signal: options.signal }), options);
}

async function evictPods(
  client: ApiClient,
  node: string,
  candidates: readonly ConflictingPod[],
  options: DrainOptions,
): Promise<readonly ConflictingPod[]> {
  const pods = candidates.filter(isEvictable);
  refuseUnsafe(node, pods, options);
  const apiVersion = await evictionApiVersion(client, options.signal);
  const deadline = performance.now() + (options.timeout ?? 600_000);
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const evictOne = (pod: ConflictingPod) => evictAndWait(client, pod, { ...options, signal, apiVersion, deadline });
  try {
    const left = (await Promise.all(pods.map(evictOne))).filter((reason) => reason !== undefined);
    if (left.length > 0) throw new KubernetesError('ERR_KUBERNETES_DRAIN', left.join('; '));
  } finally {
    // When one is refused, the others are not to go on behind the back of the caller.
    failed.abort();
  }
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

interface Errand extends DrainOptions {
  readonly apiVersion: string;
  /** When the time is over, by `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * Evicts a pod as soon as that is allowed, and waits until it has gone, or another has its name. Gives why it is still
 * there when the time is over before that.
 */
async function evictAndWait(client: ApiClient, pod: ConflictingPod, errand: Errand): Promise<string | undefined> {
  const { interval = 5000, dryRun = 'none', onProgress = () => {}, signal } = errand;
  const { node } = pod;
  const uid = await uidOf(client, pod, signal);
  const outcome = await evictWhenAllowed(client, pod, errand);
  if (outcome.result === 'BLOCKED') return `${nameOf(pod)} is still on node ${node}: ${outcome.reason}`;
  if (outcome.result === 'GONE' || dryRun !== 'none') return undefined;
  do {
    if ((await uidOf(client, pod, signal)) !== uid) {
      onProgress({ type: 'GONE', node, pod });
      return undefined;
    }
  } while (await pause(interval / 5, errand));
  return `${nameOf(pod)} is still on node ${node}: it has not ended`;
}

async function evictWhenAllowed(client: ApiClient, pod: ConflictingPod, errand: Errand): Promise<EvictionResult> {
  const { interval = 5000, onProgress = () => {} } = errand;
  const { node } = pod;
  for (;;) {
    const outcome = await evict(client, pod, errand);
    if (outcome.result === 'BLOCKED') onProgress({ type: 'BLOCKED', node, pod, reason: outcome.reason });
    else onProgress({ type: outcome.result, node, pod });
    if (outcome.result !== 'BLOCKED' || !(await pause(interval, errand))) return outcome;
  }
}

/** Waits so long, in ms, but not beyond the deadline; false when that is over already. */
async function pause(time: number, { deadline, signal }: Errand): Promise<boolean> {
  const left = deadline - performance.now();
  if (left <= 0) return false;
  await sleep(Math.min(time, left), undefined, { signal });
  return true;
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
