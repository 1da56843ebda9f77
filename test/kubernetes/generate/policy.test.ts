import {
  type AdmissionOptions,
  admissionPolicyManifests,
  deploymentManifest,
  keysUnder,
  kyvernoPolicyManifest,
  type Manifest,
  podManifest,
  type Toleration,
} from '@usctp/kubernetes';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from 'kubernetes-types/admissionregistration/v1.js';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type AdmissionRequest, admit, expressionsOf } from './admission.ts';

const key = 'usctp.dev/sctp-stack';
const optedIn = { [key]: 'userspace' };
const ours: Toleration = { key, operator: 'Equal', value: 'userspace', effect: 'NoSchedule' };
const [policy, binding] = admissionPolicyManifests() as [Manifest, Manifest];

function pod(spec: object, labels?: object): object {
  return { metadata: { name: 'p', ...(labels && { labels }) }, spec: { containers: [], ...spec } };
}

function created(object: object, options: AdmissionOptions = {}): string[] {
  const [made] = admissionPolicyManifests(options) as [Manifest];
  return admit(expressionsOf(made), { operation: 'CREATE', object });
}

function updated(oldObject: object, object: object): string[] {
  return admit(expressionsOf(policy), { operation: 'UPDATE', oldObject, object });
}

describe('admission to dedicated nodes', (test) => {
  test('is for generated pods, and for those that do not tolerate the taint', () => {
    const amf = { name: 'amf', image: 'amf:1', ports: [{ port: 1 }] };
    assert.equal(created(podManifest(amf)), []);
    assert.equal(created(podManifest({ ...amf, encapsulation: 'udp' })), []);
    const { template } = deploymentManifest(amf).spec as { readonly template: object }; // of a Deployment
    assert.equal(created(template), []);
    assert.equal(created(pod({})), []);
    assert.equal(created(pod({ tolerations: [] }, {})), []);
  });

  for (const [what, toleration] of Object.entries<Toleration>({
    'the taint': ours,
    'the taint without operator and effect': { key, value: 'userspace' },
    'every value of the key': { key, operator: 'Exists' },
    'every value of the key, for this effect': { key, operator: 'Exists', effect: 'NoSchedule' },
    'all taints': { operator: 'Exists' },
    'all taints, with empty fields': { key: '', operator: 'Exists', value: '', effect: '' },
    'all taints of the effect': { operator: 'Exists', effect: 'NoSchedule' },
    'the taint for some time': { key, operator: 'Exists', tolerationSeconds: 60 },
  })) {
    test(`asks for the label of a pod that tolerates ${what}`, () => {
      const object = { tolerations: [{ key: 'other', operator: 'Exists' }, toleration] };
      const [message, ...others] = created(pod(object));
      assert.match(message ?? '', `only a pod with the label ${key}=userspace may tolerate`);
      assert.equal(others, []);
      assert.equal(created(pod(object, optedIn)), []);
      for (const labels of [{}, { app: 'x' }, { [key]: 'kernel' }, { [key]: '' }]) {
        assert.is(created(pod(object, labels)).length, 1);
      }
    });
  }

  for (const [what, toleration] of Object.entries<Toleration>({
    'another key': { key: 'other', operator: 'Exists' },
    'another value': { ...ours, value: 'kernel' },
    'no value': { key, operator: 'Equal' },
    'another effect': { ...ours, effect: 'NoExecute' },
    'another effect of all taints': { operator: 'Exists', effect: 'NoExecute' },
    'nothing, as there is no key': { operator: 'Equal', value: 'userspace' },
  })) {
    test(`lets a pod in that tolerates ${what}`, () => {
      assert.equal(created(pod({ tolerations: [toleration] })), []);
    });
  }

  test('asks for the label of a pod that is made for a node by name', () => {
    const [message] = created(pod({ nodeName: 'worker-1' }));
    assert.match(message ?? '', 'may name its node: that passes taints by');
    assert.equal(created(pod({ nodeName: '' })), []);
    assert.equal(created(pod({ nodeName: 'worker-1' }, optedIn)), []);
    assert.is(created(pod({ nodeName: 'worker-1', tolerations: [ours] })).length, 2);
  });

  test('does not mind the node that the scheduler has given', () => {
    const object = pod({ nodeName: 'worker-1' });
    assert.equal(updated(object, pod({ nodeName: 'worker-1' }, { app: 'x' })), []);
  });

  test('refuses a toleration that comes later, and a label that goes', () => {
    const free = pod({});
    const inside = pod({ tolerations: [ours] }, optedIn);
    const outlaw = pod({ tolerations: [ours] });
    assert.is(updated(free, outlaw).length, 1);
    assert.is(updated(inside, outlaw).length, 1);
    assert.equal(updated(free, inside), []);
    assert.equal(updated(inside, inside), []);
  });

  test('lets pods be that were there before it', () => {
    const outlaw = pod({ tolerations: [{ operator: 'Exists' }] });
    assert.equal(updated(outlaw, pod({ tolerations: [{ operator: 'Exists' }] }, { app: 'x' })), []);
  });

  test('does not concern what a kubelet makes', () => {
    const request: AdmissionRequest = { operation: 'CREATE', object: pod({ tolerations: [{ operator: 'Exists' }] }) };
    assert.is(admit(expressionsOf(policy), request).length, 1);
    assert.is(admit(expressionsOf(policy), { ...request, groups: ['system:masters'] }).length, 1);
    assert.equal(admit(expressionsOf(policy), { ...request, groups: ['system:nodes', 'system:authenticated'] }), []);
  });

  test('knows other keys, stacks and effects', () => {
    const keys = keysUnder('x.test');
    const toleration = { key: 'x.test/sctp-stack', value: 'kernel', effect: 'NoExecute' };
    const options: AdmissionOptions = { keys, stack: 'kernel', effect: 'NoExecute' };
    assert.match(created(pod({ tolerations: [toleration] }), options)[0] ?? '', 'x.test/sctp-stack=kernel:NoExecute');
    assert.equal(created(pod({ tolerations: [toleration] }, { 'x.test/sctp-stack': 'kernel' }), options), []);
    assert.equal(created(pod({ tolerations: [ours] }), options), []);
  });
});

describe('manifests of admission', (test) => {
  test('are of the shape of Kubernetes 1.30', () => {
    // The compiler compares; a key that the type does not have would be missing here.
    const { kind, spec } = policy as unknown as Required<ValidatingAdmissionPolicy>;
    const { failurePolicy, matchConstraints, matchConditions, variables, validations, ...others } = spec;
    assert.equal([kind, failurePolicy, others], ['ValidatingAdmissionPolicy', 'Fail', {}]);
    assert.equal(matchConstraints?.resourceRules, [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] },
    ]);
    assert.equal(
      matchConditions?.map(({ name }) => name),
      ['not-a-kubelet'],
    );
    assert.ok(variables?.every(({ name }) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)));
    for (const { expression, message, reason, ...rest } of validations ?? []) {
      assert.equal([reason, rest, message?.includes('\n')], ['Forbidden', {}, false]);
      assert.ok(expression.length > 0);
    }
  });

  test('bind the policy, but not in exempt namespaces', () => {
    const { spec } = binding as unknown as Required<ValidatingAdmissionPolicyBinding>;
    const selector = (values: readonly string[]) => ({
      namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values }] },
    });
    assert.equal(spec, {
      policyName: policy.metadata.name,
      validationActions: ['Deny'],
      matchResources: selector(['kube-system']),
    });
    const bound = (options: AdmissionOptions) => admissionPolicyManifests(options)[1]?.spec;
    const exemptNamespaces = ['kube-system', 'calico-system'];
    assert.equal(bound({ exemptNamespaces })?.matchResources, selector(exemptNamespaces));
    assert.equal(bound({ exemptNamespaces: [], action: 'warn', name: 'x' }), {
      policyName: 'x',
      validationActions: ['Warn', 'Audit'],
    });
    assert.throws(() => admissionPolicyManifests({ name: 'X' }), 'the name "X" is no DNS label');
    assert.throws(() => admissionPolicyManifests({ exemptNamespaces: ['X'] }), 'namespace "X" is no DNS label');
  });

  test('have the same expressions for Kyverno', () => {
    const { spec } = kyvernoPolicyManifest({ exemptNamespaces: ['kube-system', 'calico-system'] });
    const { variables, validations } = expressionsOf(policy);
    assert.equal(spec, {
      validationFailureAction: 'Enforce',
      failurePolicy: 'Fail',
      background: false,
      rules: [
        {
          name: 'opt-in',
          match: { any: [{ resources: { kinds: ['Pod'], operations: ['CREATE', 'UPDATE'] } }] },
          exclude: {
            any: [
              { subjects: [{ kind: 'Group', name: 'system:nodes' }] },
              { resources: { namespaces: ['kube-system', 'calico-system'] } },
            ],
          },
          validate: {
            cel: {
              variables,
              expressions: validations.map(({ expression, message }) => ({ expression, message })),
            },
          },
        },
      ],
    });
    assert.is(kyvernoPolicyManifest({ action: 'audit' }).spec?.validationFailureAction, 'Audit');
    assert.throws(() => kyvernoPolicyManifest({ action: 'warn' }), 'Kyverno does not warn');
  });
});
