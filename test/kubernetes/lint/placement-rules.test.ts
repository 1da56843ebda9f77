import { describe } from '../../helpers/describe.ts';
import type { Draft } from './manifests.ts';
import { type PodCase, testPodCases } from './pod-cases.ts';

const stack = 'usctp.dev/sctp-stack';
const anything = [{ operator: 'Exists' }];

const cases: Readonly<Record<string, PodCase>> = {
  'without a selector': {
    rule: 'selector-missing',
    broken: (spec) => delete spec.nodeSelector,
    field: 'spec.nodeSelector',
    whole: (spec) => Object.assign(spec, { nodeSelector: undefined, affinity: affinityFor('In', 'userspace') }),
  },
  'with affinity that other nodes meet, too': {
    rule: 'selector-missing',
    broken: (spec) => Object.assign(spec, { nodeSelector: undefined, affinity: affinityFor('NotIn', 'kernel') }),
    field: 'spec.nodeSelector',
    whole: (spec) => Object.assign(spec, { affinity: affinityFor('NotIn', 'kernel') }),
  },
  'without a toleration': {
    rule: 'toleration-missing',
    broken: (spec) => delete spec.tolerations,
    field: 'spec.tolerations',
    whole: (spec) => Object.assign(spec, { tolerations: anything }),
  },
  'with a toleration of another effect': {
    rule: 'toleration-missing',
    broken: (spec) => Object.assign(spec.tolerations[0], { effect: 'NoExecute' }),
    field: 'spec.tolerations',
    whole: (spec) => delete spec.tolerations[0].effect,
  },
  'whose label is of the other stack': {
    rule: 'stack-contradictory',
    broken: (_, { metadata }) => Object.assign(metadata.labels, { [stack]: 'kernel' }),
    field: `metadata.labels['${stack}']`,
    whole: (_, { metadata }) => delete metadata.labels[stack],
  },
  'that does not say which stack it uses': {
    rule: 'stack-undeclared',
    broken: (spec, { metadata }) => {
      delete metadata.labels[stack];
      Object.assign(spec, { nodeSelector: undefined, tolerations: undefined });
    },
    field: 'spec.containers[0].ports[0]',
    whole: (spec, { metadata }) => {
      delete metadata.labels[stack];
      Object.assign(spec, { nodeSelector: { [stack]: 'kernel' }, tolerations: undefined });
    },
  },
  'that names its node': {
    rule: 'node-name',
    broken: (spec) => Object.assign(spec, { nodeName: 'worker-1' }),
    field: 'spec.nodeName',
    whole: (spec) => Object.assign(spec, { nodeName: '' }),
  },
  'in the network of its node': {
    rule: 'host-network',
    broken: (spec) => Object.assign(spec, { hostNetwork: true }),
    field: 'spec.hostNetwork',
    whole: (spec) => Object.assign(spec, { hostNetwork: false }),
  },
  'that tolerates all, and does not opt in': {
    rule: 'tolerates-everything',
    broken: guest,
    field: 'spec.tolerations[0]',
    whole: (spec, pod) => {
      guest(spec, pod);
      pod.metadata.labels[stack] = 'userspace';
    },
  },
  'that tolerates all, and may not be on dedicated nodes': {
    rule: 'tolerates-everything',
    broken: guest,
    field: 'spec.tolerations[0]',
    whole: (spec, pod) => {
      guest(spec, pod);
      spec.affinity = affinityFor('DoesNotExist');
    },
  },
  'whose program is of the kernel': {
    rule: 'kernel-sctp-on-dedicated',
    broken: ({ containers: [container] }) => Object.assign(container, { command: ['iperf3', '--sctp', '-s'] }),
    field: 'spec.containers[0]',
    whole: ({ containers: [container] }) => Object.assign(container, { command: ['iperf3', '--sctp-streams', '-s'] }),
  },
  'that says nothing, and tolerates all': {
    rule: 'kernel-sctp-on-dedicated',
    broken: (spec, { metadata }) => {
      delete metadata.labels[stack];
      Object.assign(spec, { nodeSelector: undefined, tolerations: anything });
    },
    field: 'spec.tolerations[0]',
    whole: (spec, { metadata }) => {
      delete metadata.labels[stack];
      Object.assign(spec, { nodeSelector: { [stack]: 'kernel' }, tolerations: anything });
    },
  },
};

function affinityFor(operator: string, ...values: string[]): Draft {
  const nodeSelectorTerms = [{ matchExpressions: [{ key: stack, operator, values }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

/** Makes the pod one that has nothing to do with SCTP. */
function guest(spec: Draft, { metadata }: Draft): void {
  delete metadata.labels[stack];
  delete spec.containers[0].ports;
  Object.assign(spec, { nodeSelector: undefined, tolerations: anything });
}

describe('a rule of placement finds a pod', (test) => testPodCases(test, cases));
