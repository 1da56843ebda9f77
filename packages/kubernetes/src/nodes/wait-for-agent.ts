import type { ApiClient } from '../client/api-client.ts';
import { watch } from '../client/watch.ts';
import { KubernetesError } from '../errors.ts';
import type { KernelSctp } from '../keys.ts';
import type { NodeObject } from '../objects.ts';
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
    const selection = { path: '/api/v1/nodes', fieldSelector: `metadata.name=${name}`, signal: over.signal };
    for await (const event of watch<NodeObject>(client, selection)) {
      const nodes = event.type === 'LISTED' ? event.items : [event.object];
      const [status] = statusesOf(nodes, [], options, Date.now());
      if (status?.kernelSctp !== undefined) return status.kernelSctp;
    }
  } finally {
    clearTimeout(timer);
    over.abort();
  }
  const reason = `no agent has said within ${timeout} ms whether the kernel of node ${name} has SCTP`;
  throw new KubernetesError('ERR_KUBERNETES_TIMEOUT', reason);
}
