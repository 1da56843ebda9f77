import type { ApiClient } from '../client/api-client.ts';
import { watch } from '../client/watch.ts';
import type { NodeObject } from '../objects.ts';

/**
 * Follows a node until `look`, which is told of each change, has something to say of it; undefined when the signal is
 * aborted before. A node that is not there is none yet; an API server that is away is waited for.
 * @throws ApiError when the list is refused; what `look` throws.
 */
export async function awaitNode<T>(
  client: ApiClient,
  name: string,
  look: (node: NodeObject) => T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  const over = new AbortController();
  const selection = {
    path: '/api/v1/nodes',
    fieldSelector: `metadata.name=${name}`,
    signal: AbortSignal.any([signal, over.signal]),
  };
  try {
    for await (const event of watch<NodeObject>(client, selection)) {
      if (event.type === 'DELETED') continue;
      for (const node of event.type === 'LISTED' ? event.items : [event.object]) {
        const found = look(node);
        if (found !== undefined) return found;
      }
    }
  } finally {
    over.abort();
  }
  return undefined;
}
