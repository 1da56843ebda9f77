import type { ApiClient } from '../client/api-client.ts';
import { type ApiError, isApiError } from '../errors.ts';
import type { DryRun } from './change-node.ts';

/** A pod to evict. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** How an attempt at an eviction has ended; `BLOCKED`: a PodDisruptionBudget does not allow it now. */
export type EvictionResult =
  | { readonly result: 'EVICTED' | 'GONE' }
  | { readonly result: 'BLOCKED'; readonly reason: string };

/**
 * Asks for the eviction of a pod, which ends gracefully then, if the PodDisruptionBudgets allow it.
 * @throws ApiError, KubernetesError.
 */
export async function evict(client: ApiClient, pod: PodName, options: EvictOptions): Promise<EvictionResult> {
  const { namespace, name } = pod;
  if (options.dryRun === 'client') return { result: 'EVICTED' };
  try {
    await client.request({
      method: 'POST',
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/eviction`,
      query: { dryRun: options.dryRun === 'server' ? 'All' : undefined },
      body: { apiVersion: options.apiVersion, kind: 'Eviction', metadata: { name, namespace } },
      waitsWhenBusy: false,
      signal: options.signal,
    });
    return { result: 'EVICTED' };
  } catch (error) {
    if (isApiError(error, 404)) return { result: 'GONE' };
    if (isApiError(error, 429)) return { result: 'BLOCKED', reason: reasonOf(error) };
    throw error;
  }
}

/** What the API server says, with the budget that its details name. */
function reasonOf({ message, details }: ApiError): string {
  const causes = (details.details?.causes ?? []).map((cause) => cause.message ?? '');
  return [details.message ?? message, ...causes].join(' ');
}

interface EvictOptions {
  /** What {@link evictionApiVersion} found. */
  readonly apiVersion: string;
  readonly dryRun?: DryRun;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The version of `Eviction` that the API server takes: policy/v1 from Kubernetes 1.22 on, policy/v1beta1 before.
 * @throws ApiError, KubernetesError.
 */
export async function evictionApiVersion(client: ApiClient, signal?: AbortSignal): Promise<string> {
  const { resources } = await client.request<{ readonly resources: readonly ApiResource[] }>({
    path: '/api/v1',
    signal,
  });
  const eviction = resources.find(({ name }) => name === 'pods/eviction');
  return `policy/${eviction?.version ?? 'v1'}`;
}

interface ApiResource {
  readonly name: string;
  readonly version?: string;
}
