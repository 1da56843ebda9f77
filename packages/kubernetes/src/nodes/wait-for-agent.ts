import type { ApiClient } from '../client/api-client.ts';
import { KubernetesError } from '../errors.ts';
import type { KernelSctp } from '../keys.ts';
import { awaitNode } from './await-node.ts';
import { type StatusSelection, statusesOf } from './status.ts';

/**
 * Waits until an agent has said what it sees of the kernel's SCTP on the node, lately enough.
 * @throws KubernetesError `ERR_KUBERNETES_TIMEOUT` after `timeout` ms; ApiError.
 */
export async function waitForAgent(
  client: ApiClient,
  name: string,
  { timeout, ...options }: Pick<StatusSelection, 'keys' | 'staleAfter'> & { readonly timeout: number },
): Promise<KernelSctp> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), timeout);
  try {
    const word = await awaitNode(
      client,
      name,
      (node) => statusesOf([node], [], options, Date.now())[0]?.kernelSctp,
      over.signal,
    );
    if (word !== undefined) return word;
  } finally {
    clearTimeout(timer);
  }
  const reason = `no agent has said within ${timeout} ms whether the kernel of node ${name} has SCTP`;
  throw new KubernetesError('ERR_KUBERNETES_TIMEOUT', reason);
}
