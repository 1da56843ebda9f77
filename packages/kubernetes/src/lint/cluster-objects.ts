import type { ApiClient } from '../client/api-client.ts';
import { listAll } from '../client/list.ts';
import { isApiError } from '../errors.ts';
import type { LintObject } from './field.ts';
import { objectsIn } from './read-manifests.ts';

/** A kind of objects that an audit looks at. */
interface AuditedKind {
  readonly kind: string;
  /** As `apps/v1`; of several the first that the server has. */
  readonly versions: readonly string[];
  readonly resource: string;
  readonly isNamespaced: boolean;
}

const kinds: readonly AuditedKind[] = [
  { kind: 'Node', versions: ['v1'], resource: 'nodes', isNamespaced: false },
  { kind: 'Namespace', versions: ['v1'], resource: 'namespaces', isNamespaced: false },
  { kind: 'Pod', versions: ['v1'], resource: 'pods', isNamespaced: true },
  { kind: 'Service', versions: ['v1'], resource: 'services', isNamespaced: true },
  { kind: 'ReplicationController', versions: ['v1'], resource: 'replicationcontrollers', isNamespaced: true },
  { kind: 'Deployment', versions: ['apps/v1'], resource: 'deployments', isNamespaced: true },
  { kind: 'StatefulSet', versions: ['apps/v1'], resource: 'statefulsets', isNamespaced: true },
  { kind: 'DaemonSet', versions: ['apps/v1'], resource: 'daemonsets', isNamespaced: true },
  { kind: 'ReplicaSet', versions: ['apps/v1'], resource: 'replicasets', isNamespaced: true },
  { kind: 'Job', versions: ['batch/v1'], resource: 'jobs', isNamespaced: true },
  // Kubernetes 1.20 has no other.
  { kind: 'CronJob', versions: ['batch/v1', 'batch/v1beta1'], resource: 'cronjobs', isNamespaced: true },
  { kind: 'NetworkPolicy', versions: ['networking.k8s.io/v1'], resource: 'networkpolicies', isNamespaced: true },
];

/** Objects of a cluster. */
export interface ClusterObjects {
  readonly objects: readonly LintObject[];
  /** Kinds that have been listed. */
  readonly kinds: ReadonlySet<string>;
  /** What could not be looked at, and why, in sentences. */
  readonly leftOut: readonly string[];
}

/** Which objects. */
export interface ClusterSelection {
  /** Default: all namespaces. */
  readonly namespace?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lists what audits look at; what the account may not list, or the server has not, is left out. @throws ApiError, KubernetesError. */
export async function readCluster(client: ApiClient, selection: ClusterSelection): Promise<ClusterObjects> {
  const objects: LintObject[] = [];
  const listed = new Set<string>();
  const leftOut: string[] = [];
  for (const kind of kinds) {
    const list = await listKind(client, kind, selection);
    if (typeof list === 'string') leftOut.push(list);
    else {
      objects.push(...list);
      listed.add(kind.kind);
    }
  }
  return { objects, kinds: listed, leftOut };
}

/** Objects of a kind, or why there are none to be had. */
async function listKind(
  client: ApiClient,
  { kind, versions, resource, isNamespaced }: AuditedKind,
  { namespace, signal }: ClusterSelection,
): Promise<LintObject[] | string> {
  let reason = '';
  for (const version of versions) {
    const group = version === 'v1' ? '/api/v1' : `/apis/${version}`;
    const within = isNamespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    const fieldSelector = kind === 'Namespace' && namespace !== undefined ? `metadata.name=${namespace}` : undefined;
    try {
      const { items } = await listAll<object>(client, { path: `${group}${within}/${resource}`, fieldSelector, signal });
      // The items of a list do not say what they are.
      return items.flatMap((item) => objectsIn({ ...item, apiVersion: version, kind }, () => undefined));
    } catch (error) {
      if (!isApiError(error, 403, 404)) throw error;
      reason = error.details.message ?? error.message;
    }
  }
  return `${resource} are left out: ${reason}`;
}
