import { keysUnder } from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Change, findingsIn, podWith, rulesBrokenBy, workloadWith } from './manifests.ts';

const stack = 'usctp.dev/sctp-stack';

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

  test('asks for NET_RAW of the container that has it, when none has a port, and of no init container', () => {
    const securityContext = { capabilities: { drop: ['ALL'] } };
    const crowded = (change: Change = () => {}) =>
      podWith((spec, pod) => {
        delete spec.containers[0].ports;
        spec.initContainers = [{ name: 'chown', image: 'i', securityContext }];
        spec.containers.push({ name: 'proxy', image: 'p', securityContext });
        change(spec, pod);
      });
    assert.equal(rulesBrokenBy([crowded()]), []);
    const lacking = crowded(({ containers: [container] }) => Object.assign(container, { securityContext }));
    assert.equal(rulesBrokenBy([lacking]), ['net-raw-missing', 'net-raw-missing']);
  });

  test('knows programs that ask for the kernel, wherever a container runs them', () => {
    const running = (line: string) => podWith(({ containers: [container] }) => Object.assign(container, program(line)));
    const program = (line: string) => ({ command: ['sh', '-c', line] });
    const hooked = (hook: object) => podWith(({ containers: [container] }) => Object.assign(container, hook));
    for (const line of [
      'modprobe -v sctp',
      'modprobe -a ip_vs sctp',
      'insmod /lib/modules/6.1.0/kernel/net/sctp/sctp.ko.xz',
      'socat - SCTP:10.0.0.1:38412',
      'socat SCTP4-LISTEN:38412 STDOUT',
      '/usr/bin/sctp_test -H 0.0.0.0 -P 38412 -l',
      'withsctp ./server',
      'ncat --sctp -l 38412',
    ]) {
      assert.equal(rulesBrokenBy([running(line)]), ['kernel-sctp-on-dedicated'], line);
    }
    for (const line of [
      'modprobe -r sctp',
      'modprobe xt_sctp',
      'insmod xt_sctp.ko',
      'lsmod | grep sctp',
      'socat UDP:a:1 -',
    ]) {
      assert.equal(rulesBrokenBy([running(line)]), [], line);
    }
    const exec = { command: ['modprobe', 'sctp'] };
    const preStop = { exec: { command: ['sleep', '5'] } };
    assert.equal(rulesBrokenBy([hooked({ lifecycle: { preStop, postStart: { exec } } })]), [
      'kernel-sctp-on-dedicated',
    ]);
    assert.equal(rulesBrokenBy([hooked({ livenessProbe: { exec } })]), ['kernel-sctp-on-dedicated']);
  });

  test('looks at containers that are there for a look, too', () => {
    const debugged = (container: object) =>
      podWith((spec) => {
        delete spec.containers[0].ports;
        spec.ephemeralContainers = [{ name: 'debugger', image: 'd', ...container }];
      });
    assert.equal(rulesBrokenBy([debugged({})]), []);
    assert.equal(rulesBrokenBy([debugged({ command: ['iperf3', '--sctp'] })]), ['kernel-sctp-on-dedicated']);
    assert.equal(rulesBrokenBy([debugged({ securityContext: { privileged: true } })]), ['privileged-on-dedicated']);
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
