import type { AgentSettings } from './agent-settings.ts';
import type { Manifest } from './manifest.ts';

const nodeClaim = 'authentication.kubernetes.io/node-name';

/**
 * A ValidatingAdmissionPolicy and its binding: an agent may patch the node only that its pod runs on, as the token of its
 * account says. Needs Kubernetes 1.30, whose tokens name the node.
 */
export function ownNodePolicyManifests({ name, namespace }: AgentSettings): Manifest[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const account = `system:serviceaccount:${namespace}:${name}`;
  const extra = 'request.userInfo.extra';
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['nodes', 'nodes/status'] };
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [rule] },
        matchConditions: [{ name: 'is-an-agent', expression: `request.userInfo.username == '${account}'` }],
        validations: [
          {
            expression: `has(${extra}) && '${nodeClaim}' in ${extra} &&\n  ${extra}['${nodeClaim}'].exists(n, n == object.metadata.name)`,
            message: 'an agent may patch the node only that its pod runs on',
            reason: 'Forbidden',
          },
        ],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}
