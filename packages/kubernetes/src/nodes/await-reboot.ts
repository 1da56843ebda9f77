import type { ApiClient } from '../client/api-client.ts';
import { KubernetesError } from '../errors.ts';
import type { KernelSctp } from '../keys.ts';
import type { NodeObject } from '../objects.ts';
import { awaitNode } from './await-node.ts';
import { readNode } from './change-node.ts';
import { hasRebooted, type RemediationNote } from './remediation-note.ts';
import { type StatusSelection, statusesOf } from './status.ts';

/** How the wait is done. */
export interface AwaitRebootOptions extends Pick<StatusSelection, 'keys' | 'staleAfter'> {
  /** In ms. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly type: 'REBOOTED' | 'READY'; readonly node: string }) => void;
}

/** What a timer of Node.js takes, in ms: 24 days. A longer one would be over at once. */
const maxTimeout = 2 ** 31 - 1;

/** What is missing yet. */
type Awaited = 'REBOOT' | 'READINESS' | 'AGENT';

/**
 * Waits until a node has another boot than the note says, is ready, and its agent has looked at that boot's kernel, unless
 * there was no agent before. Gives what the agent says.
 * @throws KubernetesError `ERR_KUBERNETES_TIMEOUT` that says what is missing; ApiError, KubernetesError; the reason of
 * the signal.
 */
export async function awaitReboot(
  client: ApiClient,
  name: string,
  note: RemediationNote,
  { keys, staleAfter, timeout, signal, onProgress = () => {} }: AwaitRebootOptions,
): Promise<KernelSctp | undefined> {
  const selection = { ...(keys && { keys }), ...(staleAfter !== undefined && { staleAfter }) };
  let awaited: Awaited = 'REBOOT';
  const look = (node: NodeObject): { readonly word: KernelSctp | undefined } | undefined => {
    if (!hasRebooted(node, note)) return undefined;
    if (awaited === 'REBOOT') {
      awaited = 'READINESS';
      onProgress({ type: 'REBOOTED', node: name });
    }
    if (!isReady(node)) return undefined;
    if (awaited === 'READINESS') {
      awaited = 'AGENT';
      onProgress({ type: 'READY', node: name });
    }
    const word = statusesOf([node], [], selection, Date.now())[0]?.kernelSctp;
    return word === undefined && note.hasAgent ? undefined : { word };
  };
  const over = AbortSignal.timeout(Math.min(Math.ceil(timeout), maxTimeout));
  let seen = await awaitNode(client, name, look, AbortSignal.any(signal === undefined ? [over] : [over, signal]));
  signal?.throwIfAborted();
  // A time that is over before the first look is not to be told as a node that has not moved.
  seen ??= look(await readNode(client, name, signal));
  if (seen !== undefined) return seen.word;
  throw new KubernetesError('ERR_KUBERNETES_TIMEOUT', `${describe[awaited](name)}. It stays cordoned`);
}

const describe: Readonly<Record<Awaited, (name: string) => string>> = {
  REBOOT: (name) => `node ${name} is drained and has not been rebooted in time: reboot it, and remediate it again`,
  READINESS: (name) => `node ${name} has rebooted, but is not ready in time: look after it, and remediate it again`,
  AGENT: (name) => `node ${name} has rebooted, but its agent is silent: look after the agent, and remediate it again`,
};

function isReady({ status }: NodeObject): boolean {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}
