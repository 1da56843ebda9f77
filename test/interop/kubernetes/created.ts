import type { Manifest } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import type { Workspace } from './workspace.ts';

/** Where objects of a kind are; those of no certain namespace are made in the workspace's. */
const resources: Readonly<Record<string, { readonly path: string; readonly isNamespaced: boolean }>> = {
  ClusterRole: { path: 'clusterroles', isNamespaced: false },
  ClusterRoleBinding: { path: 'clusterrolebindings', isNamespaced: false },
  ConfigMap: { path: 'configmaps', isNamespaced: true },
  DaemonSet: { path: 'daemonsets', isNamespaced: true },
  Deployment: { path: 'deployments', isNamespaced: true },
  Endpoints: { path: 'endpoints', isNamespaced: true },
  EndpointSlice: { path: 'endpointslices', isNamespaced: true },
  Namespace: { path: 'namespaces', isNamespaced: false },
  NetworkPolicy: { path: 'networkpolicies', isNamespaced: true },
  Pod: { path: 'pods', isNamespaced: true },
  Role: { path: 'roles', isNamespaced: true },
  RoleBinding: { path: 'rolebindings', isNamespaced: true },
  Service: { path: 'services', isNamespaced: true },
  ServiceAccount: { path: 'serviceaccounts', isNamespaced: true },
  StatefulSet: { path: 'statefulsets', isNamespaced: true },
  ValidatingAdmissionPolicy: { path: 'validatingadmissionpolicies', isNamespaced: false },
  ValidatingAdmissionPolicyBinding: { path: 'validatingadmissionpolicybindings', isNamespaced: false },
};

/**
 * Has the API server check and make an object, then compares: what was asked for is there, field by field, and nothing was
 * dropped. A server of 1.25 or newer refuses fields that it does not know, too.
 */
export async function createManifest(at: Workspace, manifest: Manifest, expected = manifest): Promise<void> {
  const resource = resources[manifest.kind];
  assert.ok(resource, `no path is known for ${manifest.kind}`);
  const { apiVersion, metadata } = manifest;
  const group = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const namespace = resource.isNamespaced ? (metadata.namespace ?? at.name) : undefined;
  const path = `${group}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${resource.path}`;
  const query = { fieldValidation: 'Strict' };
  const created = await at.client.request<Manifest>({ method: 'POST', path, query, body: manifest });
  assertHas(created, expected, manifest.kind);
  // What is in the workspace's namespace goes with it.
  if (namespace !== at.name) at.takesAway(`${path}/${metadata.name}`);
}

function assertHas(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected !== 'object' || expected === null) {
    assert.is(actual, expected, path);
    return;
  }
  assert.ok(typeof actual === 'object' && actual !== null, `${path} was dropped`);
  for (const [key, value] of Object.entries(expected)) {
    assertHas((actual as Readonly<Record<string, unknown>>)[key], value, `${path}.${key}`); // an object, as is said above
  }
}
