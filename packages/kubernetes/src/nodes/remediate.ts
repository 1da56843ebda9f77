import type { ApiClient } from '../client/api-client.ts';
import { KubernetesError } from '../errors.ts';
import { type KernelSctp, type Keys, keysUnder } from '../keys.ts';
import type { NodeObject } from '../objects.ts';
import { awaitReboot } from './await-reboot.ts';
import { changeNode, type NodeChange } from './change-node.ts';
import { type DrainOptions, type DrainProgress, evictAll } from './drain.ts';
import { noteOf } from './note.ts';
import { bootIdOf, hasRebooted, type RemediationNote, readNote, writeNote } from './remediation-note.ts';
import { type StatusSelection, statusesOf } from './status.ts';

/** How a node is remediated; times in ms. */
export interface RemediateOptions
  extends Omit<DrainOptions, 'onProgress'>,
    Pick<StatusSelection, 'keys' | 'staleAfter'> {
  /** Longest time for all of it, the reboot by somebody else included; default 1,800,000. */
  readonly timeout?: number;
  /** Who does it, for the annotations. */
  readonly author?: string;
  /** Told of each step. */
  readonly onProgress?: (progress: RemediationProgress) => void;
}

/** What a remediation has come to. */
export type RemediationProgress =
  | DrainProgress
  | { readonly type: 'REBOOT-REQUESTED' | 'REBOOTED' | 'READY'; readonly node: string }
  /** What the agent says of the new boot; undefined without an agent. */
  | { readonly type: 'LOOKED-AT'; readonly node: string; readonly kernelSctp: KernelSctp | undefined };

/** What became of a node; `node` is as it is now, or would be. */
export interface Remediation {
  readonly node: NodeObject;
  /** `unchanged` when an agent says that the kernel has no SCTP, and nothing was begun. */
  readonly result: 'remediated' | 'unchanged';
  /** What an agent says now; undefined without one, and in a dry run. */
  readonly kernelSctp: KernelSctp | undefined;
}

/**
 * Frees a node of its kernel's SCTP, which nothing but a reboot does: cordons it, evicts its pods, asks for a reboot by an
 * annotation, waits until somebody has rebooted it and it is ready, has its agent confirm that the kernel has no SCTP now,
 * and uncordons it, unless it was cordoned before. How far that is stands in an annotation: when it fails or is
 * interrupted, the node stays cordoned, and the next call goes on. A dry run ends with the request.
 * @throws KubernetesError `ERR_KUBERNETES_REMEDIATION` when the kernel has SCTP again, or built in, and when the node does
 * not tell its boot; `ERR_KUBERNETES_CONFLICT` for one that is dedicated to the kernel's SCTP; `ERR_KUBERNETES_TIMEOUT` when
 * it is not rebooted, ready and looked at in time; what {@link evictAll} throws.
 */
export async function remediate(client: ApiClient, name: string, options: RemediateOptions = {}): Promise<Remediation> {
  const { keys = keysUnder(), timeout = 1_800_000, dryRun = 'none' } = options;
  const errand: Errand = { ...options, client, name, keys, deadline: performance.now() + timeout };
  const before = await begin(errand);
  const note = readNote(before, keys);
  if (note === undefined) return { node: before, result: 'unchanged', kernelSctp: wordOf(before, errand) };
  if (!hasRebooted(before, note)) {
    await evictAll(client, name, { ...options, timeout: timeLeft(errand) });
    const node = await requestReboot(errand, note);
    if (dryRun !== 'none') return { node, result: 'remediated', kernelSctp: undefined };
  }
  if (dryRun !== 'none') return { node: await finish(errand, note), result: 'remediated', kernelSctp: undefined };
  const kernelSctp = await awaitReboot(client, name, note, { ...errand, timeout: timeLeft(errand) });
  options.onProgress?.({ type: 'LOOKED-AT', node: name, kernelSctp });
  if (kernelSctp === 'loaded' || kernelSctp === 'builtin') await refuse(errand, note, kernelSctp);
  return { node: await finish(errand, note), result: 'remediated', kernelSctp };
}

interface Errand extends RemediateOptions {
  readonly client: ApiClient;
  readonly name: string;
  readonly keys: Keys;
  /** When the time is over, by `performance.now()`. */
  readonly deadline: number;
}

function timeLeft({ deadline }: Errand): number {
  return Math.max(0, deadline - performance.now());
}

function wordOf(node: NodeObject, { keys, staleAfter }: Pick<Errand, 'keys' | 'staleAfter'>): KernelSctp | undefined {
  const selection = { keys, ...(staleAfter !== undefined && { staleAfter }) };
  return statusesOf([node], [], selection, Date.now())[0]?.kernelSctp;
}

/** Cordons the node, and notes what the next process has to know; nothing of it when there is nothing to do. */
async function begin(errand: Errand): Promise<NodeObject> {
  const { client, name, onProgress } = errand;
  let isCordoned = false;
  const plan = (node: NodeObject) => {
    const change = planBeginning(node, errand);
    isCordoned = change !== undefined && node.spec?.unschedulable !== true;
    return change;
  };
  const { node } = await changeNode(client, name, plan, errand);
  if (isCordoned) onProgress?.({ type: 'CORDONED', node: name });
  return node;
}

function planBeginning(node: NodeObject, errand: Errand): NodeChange | undefined {
  const { keys, author } = errand;
  const isCordoned = node.spec?.unschedulable === true;
  const begun = readNote(node, keys);
  if (begun !== undefined) return hasRebooted(node, begun) || isCordoned ? undefined : { unschedulable: true };
  const { name, labels = {} } = node.metadata;
  const word = wordOf(node, errand);
  if (word === 'absent' || word === 'blocked') return undefined;
  if (word === 'builtin') throw new KubernetesError('ERR_KUBERNETES_REMEDIATION', builtIn(name));
  if (labels[keys.stack] === 'kernel') {
    const reason = `node ${name} is dedicated to the kernel's SCTP: release it first`;
    throw new KubernetesError('ERR_KUBERNETES_CONFLICT', reason);
  }
  const note = { bootId: bootIdOf(node), isCordonedByUs: !isCordoned, hasAgent: word !== undefined };
  return { annotations: { [keys.remediation]: writeNote(note, author) }, unschedulable: true };
}

async function requestReboot(errand: Errand, { bootId }: RemediationNote): Promise<NodeObject> {
  const { client, name, keys, author, onProgress } = errand;
  const plan = ({ metadata, spec }: NodeObject): NodeChange | undefined => {
    if (metadata.annotations?.[keys.rebootRequested] !== undefined && spec?.unschedulable) return undefined;
    return { annotations: { [keys.rebootRequested]: noteOf(author, { bootId }) }, unschedulable: true };
  };
  const { node } = await changeNode(client, name, plan, errand);
  onProgress?.({ type: 'REBOOT-REQUESTED', node: name });
  return node;
}

async function finish(errand: Errand, { isCordonedByUs }: RemediationNote): Promise<NodeObject> {
  const { client, name, keys, onProgress } = errand;
  const annotations = { [keys.remediation]: null, [keys.rebootRequested]: null };
  const plan = (): NodeChange => ({ annotations, ...(isCordonedByUs && { unschedulable: false }) });
  const { node } = await changeNode(client, name, plan, errand);
  if (isCordonedByUs) onProgress?.({ type: 'UNCORDONED', node: name });
  return node;
}

/** Has the next call begin with this boot. @throws KubernetesError that says what to do until then. */
async function refuse(errand: Errand, note: RemediationNote, word: KernelSctp): Promise<never> {
  const { client, name, keys, author } = errand;
  const plan = (node: NodeObject): NodeChange => ({
    annotations: {
      [keys.remediation]: writeNote({ ...note, bootId: bootIdOf(node) }, author),
      [keys.rebootRequested]: null,
    },
  });
  await changeNode(client, name, plan, errand);
  const reason = word === 'builtin' ? builtIn(name) : loadedAgain(name);
  throw new KubernetesError('ERR_KUBERNETES_REMEDIATION', `${reason}. It stays cordoned`);
}

function builtIn(name: string): string {
  return `SCTP is built into the kernel of node ${name}, and no reboot frees it of that: \`usctp-k8s node check\` on it says what does`;
}

function loadedAgain(name: string): string {
  return `node ${name} has rebooted, and its kernel has loaded SCTP again: run \`usctp-k8s node block\` on it, then remediate it again`;
}
