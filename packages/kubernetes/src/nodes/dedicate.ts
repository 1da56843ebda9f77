import type { ApiClient } from '../client/api-client.ts';
import { KubernetesError } from '../errors.ts';
import { type Keys, keysUnder, type SctpStack } from '../keys.ts';
import type { NodeObject, Taint, TaintEffect } from '../objects.ts';
import { type ChangeOptions, changeNode, type NodeChange } from './change-node.ts';
import { noteOf } from './note.ts';

/** How a node is dedicated. */
export interface DedicateOptions extends ChangeOptions {
  /** Which SCTP stack the node is for; default `userspace`. */
  readonly stack?: SctpStack;
  /** Effect of the taint; default `NoSchedule`. `NoExecute` ends pods at once, whatever their PodDisruptionBudgets. */
  readonly effect?: TaintEffect;
  /** Whether a node that is for the other stack, or has another effect, is changed; default false: an error. */
  readonly overwrite?: boolean;
  /** Who does it, for the annotation. */
  readonly author?: string;
  readonly keys?: Keys;
}

/** What became of a node; `node` is as it is now, or would be. */
export interface Dedication {
  readonly node: NodeObject;
  readonly result: 'dedicated' | 'released' | 'unchanged';
}

/**
 * Labels and taints a node as dedicated to an SCTP stack, in one patch that loses nothing that others change.
 * @throws KubernetesError `ERR_KUBERNETES_CONFLICT` when the node is dedicated otherwise and `overwrite` is not set;
 * ApiError; KubernetesError when the API server cannot be reached.
 */
export async function dedicate(client: ApiClient, name: string, options: DedicateOptions = {}): Promise<Dedication> {
  const { node, isChanged } = await changeNode(client, name, (before) => planDedication(before, options), options);
  return { node, result: isChanged ? 'dedicated' : 'unchanged' };
}

/**
 * Takes the label, the taints and the annotation of {@link dedicate} away.
 * @throws ApiError; KubernetesError when the API server cannot be reached.
 */
export async function release(client: ApiClient, name: string, options: DedicateOptions = {}): Promise<Dedication> {
  const { node, isChanged } = await changeNode(client, name, (before) => planRelease(before, options), options);
  return { node, result: isChanged ? 'released' : 'unchanged' };
}

/** The taint of a node that is dedicated so. */
export function taintOf({ stack = 'userspace', effect = 'NoSchedule', keys = keysUnder() }: DedicateOptions): Taint {
  return { key: keys.stack, value: stack, effect };
}

/** What to change of a node so that it is dedicated; undefined when it is already. @throws as {@link dedicate}. */
export function planDedication(node: NodeObject, options: DedicateOptions): NodeChange | undefined {
  const { stack = 'userspace', keys = keysUnder(), overwrite = false, author } = options;
  const wanted = taintOf(options);
  const { labels = {} } = node.metadata;
  const taints = node.spec?.taints ?? [];
  const ours = taints.filter(({ key }) => key === keys.stack);
  const [only, ...others] = ours;
  const isTainted = only !== undefined && others.length === 0 && isSame(only, wanted);
  if (isTainted && labels[keys.stack] === stack) return undefined;
  if (!overwrite) refuseOther(node, ours, { stack, keys, wanted });
  return {
    labels: { [keys.stack]: stack },
    annotations: { [keys.dedicatedBy]: noteOf(author) },
    taints: [...taints.filter(({ key }) => key !== keys.stack), wanted],
  };
}

/** @throws KubernetesError when the label or a taint says something else. */
function refuseOther(
  { metadata: { name, labels = {} } }: NodeObject,
  ours: readonly Taint[],
  { stack, keys, wanted }: { readonly stack: SctpStack; readonly keys: Keys; readonly wanted: Taint },
): void {
  const other = [labels[keys.stack], ...ours.map(({ value }) => value)].find(
    (value) => value !== undefined && value !== stack,
  );
  const effect = ours.find((taint) => taint.effect !== wanted.effect)?.effect;
  if (other === undefined && effect === undefined) return;
  const is = other === undefined ? `tainted ${effect}, not ${wanted.effect}` : `for the ${other} stack, not ${stack}`;
  throw new KubernetesError('ERR_KUBERNETES_CONFLICT', `node ${name} is ${is}; --overwrite changes that`);
}

function planRelease(node: NodeObject, { keys = keysUnder() }: DedicateOptions): NodeChange | undefined {
  const { labels = {}, annotations = {} } = node.metadata;
  const taints = node.spec?.taints ?? [];
  const isTainted = taints.some(({ key }) => key === keys.stack);
  if (!isTainted && labels[keys.stack] === undefined && annotations[keys.dedicatedBy] === undefined) return undefined;
  return {
    labels: { [keys.stack]: null },
    annotations: { [keys.dedicatedBy]: null },
    taints: taints.filter(({ key }) => key !== keys.stack),
  };
}

function isSame(first: Taint, second: Taint): boolean {
  return first.value === second.value && first.effect === second.effect;
}
