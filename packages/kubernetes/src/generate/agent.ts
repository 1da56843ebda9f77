import { agentPermissions, type PolicyRule } from '../agent-permissions.ts';
import { agentPodSpec } from './agent-pod.ts';
import { ownNodePolicyManifests } from './agent-policy.ts';
import { type AgentManifestOptions, resolveAgent } from './agent-settings.ts';
import type { Manifest } from './manifest.ts';
import { namespaceManifest } from './namespace.ts';
import { optInLabel } from './pod-spec.ts';

/**
 * An agent on each node, in pods without privilege, and an account that may do what they do and nothing more.
 * @throws RangeError that names what would not be taken, and the limit.
 */
export function agentManifests(options: AgentManifestOptions): Manifest[] {
  const settings = resolveAgent(options);
  const { name, namespace, taintsWhenLoaded, makesNamespace, isLimitedToOwnNode } = settings;
  const labels = { 'app.kubernetes.io/name': name };
  const metadata = { name, namespace, labels };
  const clusterRules = [
    agentPermissions.read,
    agentPermissions.report,
    ...(taintsWhenLoaded ? [agentPermissions.taint] : []),
  ];
  return [
    ...(makesNamespace ? [namespaceManifest({ name: namespace })] : []),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    ...roleManifests('ClusterRole', { name, labels }, clusterRules, metadata),
    ...roleManifests('Role', { name, namespace: 'default', labels }, [agentPermissions.tell], metadata),
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata,
      spec: {
        selector: { matchLabels: labels },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
        template: { metadata: { labels: { ...labels, ...optInLabel(settings.keys) } }, spec: agentPodSpec(settings) },
      },
    },
    ...(isLimitedToOwnNode ? ownNodePolicyManifests(settings) : []),
  ];
}

/** A role with the rules, bound to the account. */
function roleManifests(
  kind: 'Role' | 'ClusterRole',
  metadata: Manifest['metadata'],
  rules: readonly PolicyRule[],
  account: { readonly name: string; readonly namespace: string },
): Manifest[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const apiVersion = `${apiGroup}/v1`;
  const { name, namespace } = account;
  return [
    { apiVersion, kind, metadata, rules },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup, kind, name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}
