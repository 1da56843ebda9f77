import {
  type AgentManifestOptions,
  admissionPolicyManifests,
  agentManifests,
  keysUnder,
  type Manifest,
} from '@usctp/kubernetes';
import type { DaemonSet } from 'kubernetes-types/apps/v1.js';
import type { ClusterRole, RoleBinding } from 'kubernetes-types/rbac/v1.js';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { admit, expressionsOf } from './admission.ts';

const image = 'registry.example/usctp-k8s:1';

function manifest(kind: string, options: Partial<AgentManifestOptions> = {}): Manifest {
  const found = agentManifests({ image, ...options }).find((made) => made.kind === kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found;
}

/** The pod's spec, of its type: the compiler compares. */
function podOf(options: Partial<AgentManifestOptions> = {}) {
  const { spec } = manifest('DaemonSet', options) as unknown as DaemonSet;
  const { template } = spec ?? {};
  const [container, ...others] = template?.spec?.containers ?? [];
  assert.ok(template?.spec && container);
  assert.equal(others, []);
  return { pod: template.spec, labels: template.metadata?.labels, container };
}

describe('manifests of agents', (test) => {
  test('are all that an agent needs, in an order in which they can be made', () => {
    const kinds = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'DaemonSet'];
    const kindsOf = (options: Partial<AgentManifestOptions>) =>
      agentManifests({ image, ...options }).map(({ kind }) => kind);
    assert.equal(kindsOf({}), ['Namespace', ...kinds]);
    assert.equal(kindsOf({ makesNamespace: false }), kinds);
    assert.equal(kindsOf({ isLimitedToOwnNode: true }).slice(-2), [
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ]);
  });

  test('give its account leave for what it does, and nothing else', () => {
    const rulesOf = (kind: string, options = {}) => (manifest(kind, options) as unknown as ClusterRole).rules;
    const rule = (resource: string, verb: string) => ({ apiGroups: [''], resources: [resource], verbs: [verb] });
    const usual = [rule('nodes', 'get'), rule('nodes/status', 'patch')];
    assert.equal(rulesOf('ClusterRole'), usual);
    assert.equal(rulesOf('ClusterRole', { taintsWhenLoaded: true }), [...usual, rule('nodes', 'patch')]);
    assert.equal(rulesOf('Role'), [rule('events', 'create')]);
    assert.is(manifest('Role').metadata.namespace, 'default');
    for (const kind of ['ClusterRole', 'Role']) {
      const { roleRef, subjects, metadata } = manifest(`${kind}Binding`) as unknown as RoleBinding;
      assert.equal(roleRef, { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'usctp-agent' });
      assert.equal(subjects, [{ kind: 'ServiceAccount', name: 'usctp-agent', namespace: 'usctp-system' }]);
      assert.is(metadata?.namespace, manifest(kind).metadata.namespace);
    }
  });

  test('run it without privilege, on every node, with the files of the host to read', () => {
    const { pod, container } = podOf();
    assert.equal(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    assert.equal(pod.securityContext, {
      ...{ runAsNonRoot: true, runAsUser: 65_534, runAsGroup: 65_534 },
      seccompProfile: { type: 'RuntimeDefault' },
    });
    assert.equal([pod.hostNetwork, pod.hostPID, pod.hostIPC, pod.priorityClassName], Array(4).fill(undefined));
    assert.equal(pod.tolerations, [{ operator: 'Exists' }]);
    assert.equal(pod.volumes, [{ name: 'host', hostPath: { path: '/', type: 'Directory' } }]);
    const [mount] = container.volumeMounts ?? [];
    assert.equal([mount?.mountPath, mount?.readOnly], ['/host', true]);
    assert.equal(container.env, [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }]);
    assert.equal(container.args, ['agent', '--host-root=/host', '--port=9610', '--heartbeat=60s']);
    assert.equal(
      [container.livenessProbe, container.readinessProbe].map((probe) => probe?.httpGet),
      ['/healthz', '/readyz'].map((path) => ({ path, port: 'metrics' })),
    );
    assert.is(podOf({ priorityClass: 'system-node-critical' }).pod.priorityClassName, 'system-node-critical');
  });

  test('hand its options on', () => {
    const options = { port: 9000, heartbeatSeconds: 30, taintsWhenLoaded: true, keys: keysUnder('x.test') };
    const { container, labels } = podOf(options);
    assert.equal(container.args, [
      ...['agent', '--host-root=/host', '--port=9000', '--heartbeat=30s'],
      ...['--taint-when-loaded', '--key-prefix=x.test'],
    ]);
    assert.is(container.ports?.[0]?.containerPort, 9000);
    assert.is(labels?.['x.test/sctp-stack'], 'userspace');
  });

  test('are let onto dedicated nodes by our own policy', () => {
    const [policy] = admissionPolicyManifests();
    assert.ok(policy);
    const { template } = manifest('DaemonSet').spec as { readonly template: object }; // of a DaemonSet
    assert.equal(admit(expressionsOf(policy), { operation: 'CREATE', object: template }), []);
  });

  test('refuse what Kubernetes would not take', () => {
    for (const [options, message] of [
      [{ image: 'a b' }, 'image "a b" is no name of an image'],
      [{ name: 'X' }, 'the name "X" is no DNS label'],
      [{ namespace: 'X' }, 'namespace "X" is no DNS label'],
      [{ port: 0 }, 'port 0 is not a whole number from 1 to 65535'],
      [{ heartbeatSeconds: 121 }, 'heartbeat 121 is not a whole number from 1 to 120'],
      [{ priorityClass: 'X' }, 'priority class "X" is no DNS label'],
    ] as const) {
      assert.throws(() => agentManifests({ image, ...options }), message);
    }
  });
});

describe('the policy for agents', (test) => {
  const policy = expressionsOf(manifest('ValidatingAdmissionPolicy', { isLimitedToOwnNode: true }));
  const username = 'system:serviceaccount:usctp-system:usctp-agent';
  const claim = 'authentication.kubernetes.io/node-name';
  const patch = (name: string, user: { username?: string; extra?: Record<string, string[]> }) =>
    admit(policy, { operation: 'UPDATE', object: { metadata: { name } }, oldObject: {}, ...user });

  test('lets an agent patch its own node only', () => {
    const own = { username, extra: { [claim]: ['a'] } };
    assert.equal(patch('a', own), []);
    assert.equal(patch('b', own), ['an agent may patch the node only that its pod runs on']);
  });

  test('lets it patch none when its token names no node', () => {
    for (const extra of [undefined, {}, { [claim]: [] }, { other: ['a'] }]) {
      assert.is(patch('a', { username, ...(extra && { extra }) }).length, 1);
    }
  });

  test('does not concern others', () => {
    assert.equal(patch('a', {}), []);
    assert.equal(patch('a', { username: `${username}2` }), []);
  });

  test('is for the node and its status, and denies', () => {
    const { matchConstraints } = manifest('ValidatingAdmissionPolicy', { isLimitedToOwnNode: true }).spec ?? {};
    assert.equal(matchConstraints, {
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['nodes', 'nodes/status'] },
      ],
    });
    const { spec } = manifest('ValidatingAdmissionPolicyBinding', { isLimitedToOwnNode: true });
    assert.equal(spec, { policyName: 'usctp-agent', validationActions: ['Deny'] });
  });
});
