import type { ApiClient } from '../client/api-client.ts';
import type { NodeObject } from '../objects.ts';
import { changeNode, readNode } from './change-node.ts';
import { type DedicateOptions, type Dedication, dedicate, planDedication, taintOf } from './dedicate.ts';
import { type DrainOptions, evictConflicting } from './drain.ts';

/**
 * As {@link dedicate}, and without the pods that do not tolerate the taint: cordons the node, evicts them, taints it,
 * and uncordons it, unless it was cordoned before. When it fails on the way, the node stays cordoned.
 * @throws as {@link dedicate} and {@link evictConflicting}.
 */
export async function dedicateDrained(
  client: ApiClient,
  name: string,
  options: DedicateOptions & DrainOptions = {},
): Promise<Dedication> {
  const { onProgress = () => {} } = options;
  // What is refused is to be so before anything has been changed.
  planDedication(await readNode(client, name, options.signal), options);
  const { isChanged: isCordonedByUs } = await changeNode(client, name, planCordon, options);
  if (isCordonedByUs) onProgress({ type: 'CORDONED', node: name });
  await evictConflicting(client, name, taintOf(options), options);
  const dedication = await dedicate(client, name, options);
  if (!isCordonedByUs) return dedication;
  const { node } = await changeNode(client, name, planUncordon, options);
  onProgress({ type: 'UNCORDONED', node: name });
  return { ...dedication, node: options.dryRun === undefined || options.dryRun === 'none' ? node : dedication.node };
}

function planCordon({ spec }: NodeObject): { readonly unschedulable: true } | undefined {
  return spec?.unschedulable ? undefined : { unschedulable: true };
}

function planUncordon({ spec }: NodeObject): { readonly unschedulable: false } | undefined {
  return spec?.unschedulable ? { unschedulable: false } : undefined;
}
