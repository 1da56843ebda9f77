import { isApiError } from '../errors.ts';
import type { ApiClient, ApiRequest } from './api-client.ts';

/** A list of objects as the API gives it. */
export interface ObjectList<T> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly T[];
}

/** Which objects. */
export interface ListSelection {
  /** As `/api/v1/pods`. */
  readonly path: string;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Objects asked for at a time. */
const pageSize = 500;

/**
 * All objects of a selection, page by page, and the version that the list is of. A list that expires on the way is
 * begun anew, and then taken whole.
 * @throws ApiError, KubernetesError.
 */
export async function listAll<T>(client: ApiClient, selection: ListSelection): Promise<ObjectList<T>> {
  try {
    return await listPages<T>(client, selection);
  } catch (error) {
    if (!isApiError(error, 410)) throw error;
    return client.request<ObjectList<T>>(listRequest(selection, {}));
  }
}

async function listPages<T>(client: ApiClient, selection: ListSelection): Promise<ObjectList<T>> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const page = await client.request<ObjectList<T>>(listRequest(selection, { limit: pageSize, continue: next }));
    items.push(...page.items);
    next = page.metadata.continue || undefined;
    if (next === undefined) return { metadata: page.metadata, items };
  }
}

function listRequest(
  { path, labelSelector, fieldSelector, signal }: ListSelection,
  page: ApiRequest['query'],
): ApiRequest {
  return { path, query: { labelSelector, fieldSelector, ...page }, signal };
}
