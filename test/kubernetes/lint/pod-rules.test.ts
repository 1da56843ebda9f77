import { keysUnder } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Change, type Draft, findingsIn, podWith, rulesBrokenBy, workloadWith } from './manifests.ts';

const stack = 'usctp.dev/sctp-stack';
const anything = [{ operator: 'Exists' }];

interface Case {
  readonly rule: string;
  /** What breaks it, and where that is found. */
  readonly broken: Change;
  readonly field: string;
  /** The nearest that does not; default: the pod as it is generated. */
  readonly whole?: Change;
}

const context = 'spec.containers[0].securityContext';

const cases: Readonly<Record<string, Case>> = {
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
  'that drops ALL': {
    rule: 'net-raw-missing',
    broken: ({ containers: [{ securityContext }] }) => delete securityContext.capabilities.add,
    field: `${context}.capabilities`,
  },
  'that drops NET_RAW by its name': {
    rule: 'net-raw-missing',
    broken: ({ containers: [{ securityContext }] }) => securityContext.capabilities.drop.push('CAP_NET_RAW'),
    field: `${context}.capabilities`,
    whole: ({ containers: [{ securityContext }] }) => securityContext.capabilities.drop.push('NET_ADMIN'),
  },
  'that leaves NET_RAW to the runtime': {
    rule: 'net-raw-implicit',
    broken: ({ containers: [{ securityContext }] }) => delete securityContext.capabilities,
    field: `${context}.capabilities`,
    whole: ({ containers: [{ securityContext }] }) => {
      securityContext.capabilities = { add: ['NET_RAW'] };
    },
  },
  'that is not root': {
    rule: 'net-raw-without-root',
    broken: ({ containers: [{ securityContext }] }) => Object.assign(securityContext, { runAsUser: 1000 }),
    field: context,
    whole: ({ containers: [{ securityContext }] }) =>
      Object.assign(securityContext, { runAsUser: 1000, allowPrivilegeEscalation: true }),
  },
  'that as a whole may not be root': {
    rule: 'net-raw-without-root',
    broken: (spec) => {
      spec.containers[0].securityContext.runAsUser = undefined;
      spec.securityContext = { runAsNonRoot: true };
    },
    field: context,
    whole: (spec) => Object.assign(spec, { securityContext: { runAsNonRoot: false } }),
  },
  'that is privileged': {
    rule: 'privileged-on-dedicated',
    broken: ({ containers: [{ securityContext }] }) => Object.assign(securityContext, { privileged: true }),
    field: context,
    whole: ({ containers: [{ securityContext }] }) => Object.assign(securityContext, { privileged: false }),
  },
  'that may load modules': {
    rule: 'privileged-on-dedicated',
    broken: ({ containers: [{ securityContext }] }) => securityContext.capabilities.add.push('SYS_MODULE'),
    field: context,
    whole: ({ containers: [{ securityContext }] }) => securityContext.capabilities.add.push('SYS_NICE'),
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
  'with a probe by TCP': {
    rule: 'tcp-probe-of-sctp-port',
    broken: ({ containers: [container] }) =>
      Object.assign(container, { livenessProbe: { tcpSocket: { port: 'ngap' } } }),
    field: 'spec.containers[0].livenessProbe.tcpSocket.port',
    whole: ({ containers: [container] }) => {
      container.livenessProbe = { tcpSocket: { port: 38_412 } };
      container.ports.push({ name: 'health', containerPort: 38_412 });
    },
  },
  'that ends without a pause': {
    rule: 'pre-stop-missing',
    broken: ({ containers: [container] }) => delete container.lifecycle,
    field: 'spec.containers[0]',
  },
  'that is killed too soon': {
    rule: 'grace-period-short',
    broken: (spec) => Object.assign(spec, { terminationGracePeriodSeconds: 9 }),
    field: 'spec.terminationGracePeriodSeconds',
    whole: (spec) => Object.assign(spec, { terminationGracePeriodSeconds: 10 }),
  },
  'that pauses too long': {
    rule: 'grace-period-short',
    broken: ({ containers: [container] }) => {
      container.lifecycle.preStop = { sleep: { seconds: 26 } };
    },
    field: 'spec.terminationGracePeriodSeconds',
    whole: ({ containers: [container] }) => {
      container.lifecycle.preStop = { sleep: { seconds: 25 } };
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

describe('a rule of lint finds a pod', (test) => {
  for (const [title, { rule, broken, field, whole }] of Object.entries(cases)) {
    test(`${title}: ${rule}`, () => {
      const found = findingsIn([podWith(broken)]);
      assert.equal(
        found.map((finding) => [finding.rule, finding.field]),
        [[rule, field]],
      );
      assert.equal(rulesBrokenBy([podWith(whole)]), []);
    });
  }
});

describe('lint of pods', (test) => {
  test('knows the stack of a pod with an SCTP port by its selector, else its label, else its toleration', () => {
    const marked = (marks: { readonly selector?: string; readonly label?: string; readonly toleration?: string }) =>
      podWith((spec, { metadata }) => {
        const { selector, label, toleration } = marks;
        spec.nodeSelector = selector && { [stack]: selector };
        metadata.labels = { app: 'amf', ...(label && { [stack]: label }) };
        spec.tolerations = toleration && [{ key: stack, value: toleration }];
      });
    const asked = ['selector-missing', 'toleration-missing'];
    assert.equal(rulesBrokenBy([marked({ label: 'userspace' })]), asked);
    assert.equal(rulesBrokenBy([marked({ toleration: 'userspace' })]), asked.slice(0, 1));
    assert.equal(rulesBrokenBy([marked({ selector: 'userspace', toleration: 'userspace' })]), []);
    for (const mark of ['selector', 'label', 'toleration']) {
      assert.equal(rulesBrokenBy([marked({ [mark]: 'kernel' })]), [], mark);
    }
    assert.equal(rulesBrokenBy([marked({ label: 'other', toleration: 'other' })]), ['stack-undeclared']);
  });

  test('looks at the pods of every workload', () => {
    const workloads = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'PodTemplate'];
    for (const kind of [...workloads, 'Job', 'CronJob']) {
      assert.equal(rulesBrokenBy([workloadWith(kind)]), [], kind);
      const broken = workloadWith(kind, (spec) => delete spec.tolerations);
      assert.equal(rulesBrokenBy([broken]), ['toleration-missing'], kind);
    }
  });

  test('leaves alone what only looks like a workload', () => {
    const other = { ...workloadWith('Deployment', (spec) => delete spec.tolerations), apiVersion: 'example.test/v1' };
    assert.equal(rulesBrokenBy([other]), []);
  });

  test('lets tasks end without a pause', () => {
    const withoutPause: Change = (spec) => delete spec.containers[0].lifecycle;
    assert.equal(rulesBrokenBy([workloadWith('Job', withoutPause)]), []);
    assert.equal(rulesBrokenBy([workloadWith('StatefulSet', withoutPause)]), ['pre-stop-missing']);
  });

  test('knows the level of the namespace', () => {
    const namespace = (level: string) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'core', labels: { 'pod-security.kubernetes.io/enforce': level } },
    });
    for (const level of ['baseline', 'restricted']) {
      assert.equal(rulesBrokenBy([namespace(level), podWith()]), ['namespace-level']);
    }
    assert.equal(rulesBrokenBy([namespace('privileged'), podWith()]), []);
    const elsewhere = podWith((_, { metadata }) => Object.assign(metadata, { namespace: 'ran' }));
    assert.equal(rulesBrokenBy([namespace('baseline'), elsewhere]), []);
    const unnamed = podWith((_, { metadata }) => delete metadata.namespace);
    assert.equal(rulesBrokenBy([namespace('baseline'), unnamed]), []);
    assert.equal(rulesBrokenBy([namespace('baseline'), unnamed], { namespace: 'core' }), ['namespace-level']);
  });

  test('counts the pods that want a port of a node', () => {
    const [hostPort, hostname] = [38_412, 'kubernetes.io/hostname'];
    const crowded = (change: Change = () => {}) =>
      workloadWith('Deployment', (spec, manifest) => {
        spec.containers[0].ports[0].hostPort = hostPort;
        Object.assign(manifest.spec, { replicas: 2, strategy: { rollingUpdate: { maxSurge: 0 } } });
        change(spec, manifest);
      });
    assert.equal(rulesBrokenBy([crowded()]), ['host-port-replicas']);
    const spread: Change = (spec) => {
      const required = [{ topologyKey: hostname, labelSelector: { matchLabels: { app: 'amf' } } }];
      spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    };
    assert.equal(rulesBrokenBy([crowded(spread)]), []);
    assert.equal(rulesBrokenBy([crowded((_, { spec }) => Object.assign(spec, { replicas: 1 }))]), []);
    const surging = crowded((_, { spec }) => Object.assign(spec, { replicas: 1, strategy: undefined }));
    assert.equal(rulesBrokenBy([surging]), ['host-port-replicas']);
    const recreated = crowded((_, { spec }) => Object.assign(spec, { replicas: 1, strategy: { type: 'Recreate' } }));
    assert.equal(rulesBrokenBy([recreated]), []);
  });

  test('asks for NET_RAW of the containers only that speak SCTP', () => {
    const sidecar = { name: 'proxy', image: 'p', securityContext: { capabilities: { drop: ['ALL'] } } };
    assert.equal(rulesBrokenBy([podWith(({ containers }) => containers.push(sidecar))]), []);
  });

  test('asks nothing of pods that speak SCTP in UDP but an end in order', () => {
    const inUdp = podWith((spec, { metadata }) => {
      delete metadata.labels[stack];
      const [container] = spec.containers;
      container.ports = [{ containerPort: 9899, protocol: 'UDP' }];
      container.securityContext = { runAsUser: 1000, capabilities: { drop: ['ALL'] } };
      Object.assign(spec, { nodeSelector: undefined, tolerations: undefined });
    });
    assert.equal(rulesBrokenBy([inUdp]), []);
    delete inUdp.spec.containers[0].lifecycle;
    assert.equal(rulesBrokenBy([inUdp]), ['pre-stop-missing']);
  });

  test('goes by the keys of the cluster, in remedies, too', () => {
    const keys = keysUnder('x.test');
    assert.equal(rulesBrokenBy([podWith()], { keys }), ['stack-undeclared']);
    const [finding] = findingsIn([podWith()], { keys });
    assert.match(finding?.remedy ?? '', 'demand nodes by x.test/sctp-stack: userspace or kernel');
  });
});
