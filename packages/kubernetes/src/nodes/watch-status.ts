import type { ApiClient } from '../client/api-client.ts';
import { type WatchOptions, watch } from '../client/watch.ts';
import type { NodeObject, ObjectMeta, PodObject } from '../objects.ts';
import { podsPath } from './conflicting-pods.ts';
import { type NodeStatus, type StatusSelection, staleTime, statusesOf } from './status.ts';

/** Changes that come within so many ms are told together. */
const gatherTime = 100;

/** So often is it looked whose word has grown stale meanwhile, in the time that this takes. */
const looksUntilStale = 10;

/**
 * Tells the status of each node, and again when it has changed, until `selection.signal` is aborted. That an agent has
 * looked once more is no change, that its word has grown stale is one. Names are taken as they are: a node that is not there
 * yet is told of when it comes.
 * @throws ApiError when the lists are refused; KubernetesError.
 */
export async function watchNodeStatuses(
  client: ApiClient,
  selection: StatusSelection,
  onStatus: (status: NodeStatus) => void,
  options: WatchOptions = {},
): Promise<void> {
  const { names, selector, namespace, signal } = selection;
  const failed = new AbortController();
  const isOver = AbortSignal.any(signal === undefined ? [failed.signal] : [signal, failed.signal]);
  const nodes = new Map<string, NodeObject>();
  const pods = new Map<string, PodObject>();
  const told = new Map<string, string>();
  const listed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    timer = undefined;
    if (listed.size < 2) return;
    const chosen = [...nodes.values()].filter(({ metadata }) => names?.includes(metadata.name) ?? true);
    for (const status of statusesOf(chosen, [...pods.values()], selection, Date.now())) {
      const text = JSON.stringify({ ...status, checkedAt: undefined });
      if (told.get(status.name) === text) continue;
      told.set(status.name, text);
      onStatus(status);
    }
  };
  const follow = async <T extends { readonly metadata: ObjectMeta }>(path: string, known: Map<string, T>) => {
    const labelSelector = path.endsWith('nodes') ? selector : undefined;
    for await (const event of watch<T>(client, { path, labelSelector, signal: isOver }, options)) {
      if (event.type === 'LISTED') {
        listed.add(path);
        known.clear();
        for (const object of event.items) known.set(keyOf(object), object);
      } else if (event.type === 'DELETED') known.delete(keyOf(event.object));
      else known.set(keyOf(event.object), event.object);
      timer ??= setTimeout(tell, gatherTime);
    }
  };
  const tellUnlessSoon = () => {
    if (timer === undefined) tell();
  };
  const staleness = setInterval(tellUnlessSoon, (selection.staleAfter ?? staleTime) / looksUntilStale);
  try {
    await Promise.all([follow('/api/v1/nodes', nodes), follow(podsPath(namespace), pods)]);
  } finally {
    failed.abort();
    clearTimeout(timer);
    clearInterval(staleness);
  }
}

function keyOf({ metadata }: { readonly metadata: ObjectMeta }): string {
  return `${metadata.namespace}/${metadata.name}`;
}
