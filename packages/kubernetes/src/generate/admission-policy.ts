import { type AdmissionOptions, admissionRules } from './admission-rules.ts';
import type { Manifest } from './manifest.ts';

const actions = { deny: ['Deny'], warn: ['Warn', 'Audit'], audit: ['Audit'] } as const;

/**
 * A ValidatingAdmissionPolicy and its binding: only pods with the opt-in label may tolerate the taint of dedicated nodes, or
 * name a node. Needs Kubernetes 1.30. @throws RangeError for a name that is none.
 */
export function admissionPolicyManifests(options: AdmissionOptions = {}): Manifest[] {
  const { name, exemptNamespaces, variables, validations } = admissionRules(options);
  const exempt = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: exemptNamespaces };
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] },
          ],
        },
        matchConditions: [
          {
            name: 'not-a-kubelet',
            expression: "!has(request.userInfo.groups) || !('system:nodes' in request.userInfo.groups)",
          },
        ],
        variables,
        validations: validations.map((validation) => ({ ...validation, reason: 'Forbidden' })),
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: {
        policyName: name,
        validationActions: actions[options.action ?? 'deny'],
        ...(exemptNamespaces.length > 0 && {
          matchResources: { namespaceSelector: { matchExpressions: [exempt] } },
        }),
      },
    },
  ];
}

/**
 * The same as a ClusterPolicy of Kyverno 1.12 to 1.19, for clusters before Kubernetes 1.30. Its audit is in policy reports.
 * Kyverno 1.20 has no ClusterPolicy any more: a cluster that can run it takes {@link admissionPolicyManifests}.
 * @throws RangeError for a name that is none, or to `warn`, which it cannot.
 */
export function kyvernoPolicyManifest(options: AdmissionOptions = {}): Manifest {
  const { name, exemptNamespaces, variables, validations } = admissionRules(options);
  const { action = 'deny' } = options;
  if (action === 'warn') throw new RangeError('Kyverno does not warn: it takes deny or audit');
  return {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    // Every workload makes pods; rules for their templates would refuse what no pod comes of.
    metadata: { name, annotations: { 'pod-policies.kyverno.io/autogen-controllers': 'none' } },
    spec: {
      validationFailureAction: action === 'deny' ? 'Enforce' : 'Audit',
      failurePolicy: 'Fail',
      background: false,
      rules: [
        {
          name: 'opt-in',
          match: { any: [{ resources: { kinds: ['Pod'], operations: ['CREATE', 'UPDATE'] } }] },
          exclude: {
            any: [
              { subjects: [{ kind: 'Group', name: 'system:nodes' }] },
              ...(exemptNamespaces.length > 0 ? [{ resources: { namespaces: exemptNamespaces } }] : []),
            ],
          },
          validate: { cel: { variables, expressions: validations } },
        },
      ],
    },
  };
}
