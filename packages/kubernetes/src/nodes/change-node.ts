import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.ts';
import { isApiError } from '../errors.ts';
import type { NodeObject, Taint } from '../objects.ts';

/** What a node is to have; what is not given stays. A label or annotation of null goes. */
export interface NodeChange {
  readonly labels?: Readonly<Record<string, string | null>>;
  readonly annotations?: Readonly<Record<string, string | null>>;
  /** The whole list. */
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
}

/** `server`: the API server says what it would do; `client`: it is not even asked. Nothing is changed by either. */
export type DryRun = 'none' | 'client' | 'server';

/** How a change is made. */
export interface ChangeOptions {
  /** Default `none`. */
  readonly dryRun?: DryRun;
  /** Who the API server notes as author of the fields; default `usctp-k8s`. */
  readonly fieldManager?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts at a change that others are making at the same time, before it fails. */
const maxAttempts = 5;

/**
 * Changes a node without losing what others change meanwhile: reads it, has `plan` say what to change, and patches that
 * with the version that was read, so that the API server refuses it (409) when the node has changed since; then anew.
 * Gives the node as it is now, or would be; as it was when `plan` gives nothing.
 * @throws ApiError, with status 409 after five attempts; KubernetesError; what `plan` throws.
 */
export async function changeNode(
  client: ApiClient,
  name: string,
  plan: (node: NodeObject) => NodeChange | undefined,
  options: ChangeOptions = {},
): Promise<{ readonly node: NodeObject; readonly isChanged: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    const node = await readNode(client, name, options.signal);
    const change = plan(node);
    if (change === undefined) return { node, isChanged: false };
    if (options.dryRun === 'client') return { node: changed(node, change), isChanged: true };
    try {
      return { node: await patchNode(client, node, change, options), isChanged: true };
    } catch (error) {
      if (!isApiError(error, 409) || attempt === maxAttempts) throw error;
      const { signal } = options;
      await sleep(20 * 2 ** attempt * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** @throws ApiError, with status 404 when there is no such node; KubernetesError. */
export function readNode(client: ApiClient, name: string, signal?: AbortSignal): Promise<NodeObject> {
  return client.request<NodeObject>({ path: `/api/v1/nodes/${encodeURIComponent(name)}`, signal });
}

function patchNode(
  client: ApiClient,
  { metadata }: NodeObject,
  { labels, annotations, ...change }: NodeChange,
  { dryRun, fieldManager = 'usctp-k8s', signal }: ChangeOptions,
): Promise<NodeObject> {
  const { name, resourceVersion } = metadata;
  return client.request<NodeObject>({
    method: 'PATCH',
    path: `/api/v1/nodes/${encodeURIComponent(name)}`,
    query: { fieldManager, dryRun: dryRun === 'server' ? 'All' : undefined },
    contentType: 'application/merge-patch+json',
    // JSON has no undefined: what is not to change is not in it.
    body: { metadata: { resourceVersion, labels, annotations }, spec: change },
    signal,
  });
}

/** The node as it would be. */
function changed(node: NodeObject, { labels, annotations, ...change }: NodeChange): NodeObject {
  const { metadata } = node;
  return {
    ...node,
    metadata: {
      ...metadata,
      labels: merged(metadata.labels, labels),
      annotations: merged(metadata.annotations, annotations),
    },
    spec: { ...node.spec, ...change },
  };
}

function merged(
  before: Readonly<Record<string, string>> = {},
  change: Readonly<Record<string, string | null>> = {},
): Record<string, string> {
  const entries = Object.entries({ ...before, ...change });
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}
