import type { ApiClient } from '../client/api-client.ts';
import { listAll } from '../client/list.ts';
import { type KernelSctp, type Keys, keysUnder, type SctpStack } from '../keys.ts';
import type { NodeObject, PodObject, TaintEffect } from '../objects.ts';
import { readNode } from './change-node.ts';
import { hasEnded, podsPath } from './conflicting-pods.ts';
import { tolerates } from './toleration.ts';

/** What a node is, as far as SCTP goes. */
export interface NodeStatus {
  readonly name: string;
  /** What its label says, whoever wrote it; undefined without one. */
  readonly stack: SctpStack | (string & {}) | undefined;
  /** Effect of its taint; undefined without one. */
  readonly taint: TaintEffect | undefined;
  /**
   * What an agent says of the kernel's SCTP; undefined without an agent, or when its word is stale: too old, or of another
   * boot. That it is loaded does not grow old, as that ends with the boot only.
   */
  readonly kernelSctp: KernelSctp | undefined;
  /** When an agent last looked, in RFC 3339; undefined without one. */
  readonly checkedAt: string | undefined;
  /** Whether an agent has said something, and that is too old to be believed, or of another boot. */
  readonly isStale: boolean;
  /** Container runtime, as `containerd://1.7.2`. */
  readonly runtime: string | undefined;
  /** Pods that run there and do not tolerate its taint, as `namespace/name`. */
  readonly conflicts: readonly string[];
  readonly createdAt: string | undefined;
}

/** How old an agent's word may be before it is not believed, in ms, unless somebody says otherwise. */
export const staleTime = 180_000;

/** Which nodes. */
export interface StatusSelection {
  /** Names; default: all, or those of `selector`. */
  readonly names?: readonly string[];
  readonly selector?: string | undefined;
  /** Of conflicting pods; default: all. */
  readonly namespace?: string | undefined;
  readonly keys?: Keys;
  /** How old an agent's word may be before it is not believed, in ms; default 180,000. */
  readonly staleAfter?: number;
  readonly signal?: AbortSignal;
}

/** Statuses of nodes, in the order of the API. @throws ApiError, with status 404 for a name that no node has; KubernetesError. */
export async function nodeStatuses(client: ApiClient, selection: StatusSelection = {}): Promise<NodeStatus[]> {
  const { namespace, signal } = selection;
  const [nodes, pods] = await Promise.all([
    selectNodes(client, selection),
    listAll<PodObject>(client, { path: podsPath(namespace), signal }),
  ]);
  return statusesOf(nodes, pods.items, selection, Date.now());
}

/** Nodes by name, or by selector. @throws as {@link nodeStatuses}. */
export async function selectNodes(
  client: ApiClient,
  { names, selector, signal }: Pick<StatusSelection, 'names' | 'selector' | 'signal'>,
): Promise<readonly NodeObject[]> {
  if (names !== undefined) return Promise.all(names.map((name) => readNode(client, name, signal)));
  return (await listAll<NodeObject>(client, { path: '/api/v1/nodes', labelSelector: selector, signal })).items;
}

/** What the nodes and the pods of their cluster say, at the time `now` (of day, in ms). */
export function statusesOf(
  nodes: readonly NodeObject[],
  pods: readonly PodObject[],
  options: Pick<StatusSelection, 'keys' | 'staleAfter'>,
  now: number,
): NodeStatus[] {
  const byNode = new Map<string, PodObject[]>();
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (nodeName === undefined || hasEnded(pod)) continue;
    const others = byNode.get(nodeName);
    if (others === undefined) byNode.set(nodeName, [pod]);
    else others.push(pod);
  }
  return nodes.map((node) => statusOf(node, byNode.get(node.metadata.name) ?? [], options, now));
}

function statusOf(
  node: NodeObject,
  pods: readonly PodObject[],
  { keys = keysUnder(), staleAfter = staleTime }: Pick<StatusSelection, 'keys' | 'staleAfter'>,
  now: number,
): NodeStatus {
  const { name, labels = {}, creationTimestamp } = node.metadata;
  const taint = node.spec?.taints?.find(({ key }) => key === keys.stack);
  const conflicts = taint === undefined ? [] : pods.filter((pod) => !tolerates(pod, taint));
  return {
    name,
    stack: labels[keys.stack],
    taint: taint?.effect,
    ...wordOf(node, { keys, staleAfter }, now),
    runtime: node.status?.nodeInfo?.containerRuntimeVersion || undefined,
    conflicts: conflicts.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    createdAt: creationTimestamp,
  };
}

function wordOf(
  { metadata: { labels = {}, annotations = {} }, status }: NodeObject,
  { keys, staleAfter }: { readonly keys: Keys; readonly staleAfter: number },
  now: number,
): Pick<NodeStatus, 'kernelSctp' | 'checkedAt' | 'isStale'> {
  const checkedAt = annotations[keys.checkedAt];
  const [bootId, currentBootId] = [annotations[keys.bootId], status?.nodeInfo?.bootID];
  const isOfOtherBoot = Boolean(bootId && currentBootId && bootId !== currentBootId);
  const isFresh = checkedAt !== undefined && now - Date.parse(checkedAt) <= staleAfter && !isOfOtherBoot;
  const word = labels[keys.kernelSctp] as KernelSctp | undefined; // as the agent wrote it
  if (isFresh) return { kernelSctp: word, checkedAt, isStale: false };
  const isContaminated = status?.conditions?.find(({ type }) => type === keys.condition)?.status === 'True';
  const lasting = isContaminated && !isOfOtherBoot ? (word === 'builtin' ? word : 'loaded') : undefined;
  return { kernelSctp: lasting, checkedAt, isStale: checkedAt !== undefined };
}
