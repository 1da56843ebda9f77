import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Change, type Draft, findingsIn, podWith, rulesBrokenBy, workloadWith } from './manifests.ts';

const stack = 'usctp.dev/sctp-stack';

/** A Service for the generated pod, with a change. */
function serviceWith(change: Change = () => {}): Draft {
  const service: Draft = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'amf', namespace: 'core' },
    spec: { selector: { app: 'amf' }, ports: [{ name: 'ngap', protocol: 'SCTP', port: 38_412 }] },
  };
  change(service.spec, service);
  return service;
}

const headless: Change = (spec) => Object.assign(spec, { clusterIP: 'None' });
const loadBalancer: Change = (spec) => Object.assign(spec, { type: 'LoadBalancer' });

/** What is found, and where. */
function found(...objects: readonly Draft[]): string[][] {
  return findingsIn(objects).map(({ rule, object, field }) => [rule, object ?? '', field]);
}

describe('lint of Services', (test) => {
  test('finds a port of a headless Service that SRV does not know', () => {
    const unnamed: Change = (spec) => delete spec.ports[0].name;
    const both: Change = (spec, service) => {
      headless(spec, service);
      unnamed(spec, service);
    };
    assert.equal(found(serviceWith(both)), [['srv-name-missing', 'Service core/amf', 'spec.ports[0]']]);
    assert.equal(found(serviceWith(headless)), []);
    assert.equal(found(serviceWith(unnamed)), []);
  });

  test('finds what Cilium does not translate', () => {
    const other: Change = (spec) => Object.assign(spec.ports[0], { targetPort: 2905 });
    const cilium = { cni: 'cilium' } as const;
    assert.equal(rulesBrokenBy([serviceWith(other)], cilium), ['cilium-target-port']);
    assert.equal(rulesBrokenBy([serviceWith(other)]), []);
    assert.equal(rulesBrokenBy([serviceWith()], cilium), []);
    const policy = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'x' } };
    assert.equal(rulesBrokenBy([serviceWith(other), policy]), ['cilium-target-port']);
    const named = serviceWith((spec) => Object.assign(spec.ports[0], { targetPort: 'ngap' }));
    assert.equal(rulesBrokenBy([named, podWith()], cilium), []);
    const moved = podWith(({ containers }) => Object.assign(containers[0].ports[0], { containerPort: 2905 }));
    assert.equal(rulesBrokenBy([named, moved], cilium), ['cilium-target-port']);
  });

  test('finds LoadBalancers that clouds refuse', () => {
    assert.equal(found(serviceWith(loadBalancer)), [['load-balancer-sctp', 'Service core/amf', 'spec.type']]);
    const mixed = serviceWith((spec, service) => {
      loadBalancer(spec, service);
      spec.ports.push({ name: 'http', port: 80 });
    });
    assert.equal(rulesBrokenBy([mixed]), ['load-balancer-mixed', 'load-balancer-sctp']);
    assert.equal(found(serviceWith((spec) => spec.ports.push({ name: 'http', port: 80 }))), []);
    const http = serviceWith((spec, service) => {
      loadBalancer(spec, service);
      spec.ports = [{ port: 80 }];
    });
    assert.equal(found(http), []);
  });

  test('finds a Service that leads to both stacks', () => {
    const kernel = workloadWith('Deployment', (spec) => {
      spec.nodeSelector = { [stack]: 'kernel' };
      delete spec.tolerations;
    });
    delete kernel.spec.template.metadata.labels[stack];
    assert.equal(found(serviceWith(), podWith(), kernel), [
      ['service-mixed-stacks', 'Service core/amf', 'spec.selector'],
    ]);
    assert.equal(found(serviceWith(), podWith(), podWith()), []);
    const byStack = serviceWith((spec) => Object.assign(spec.selector, { [stack]: 'userspace' }));
    assert.equal(found(byStack, podWith(), kernel), []);
    const elsewhere = serviceWith((_, { metadata }) => Object.assign(metadata, { namespace: 'ran' }));
    assert.equal(found(elsewhere, podWith(), kernel), []);
  });

  test('finds paths that a virtual IP does not lead to, or leads to another replica', () => {
    const multiHomed = (replicas: number) =>
      workloadWith('StatefulSet', (_, { spec }) => {
        spec.replicas = replicas;
        spec.template.metadata.annotations = { 'k8s.v1.cni.cncf.io/networks': 'n2, n3' };
      });
    assert.equal(found(serviceWith(), multiHomed(1)), [['multi-homed-behind-virtual-ip', 'Service core/amf', 'spec']]);
    assert.equal(found(serviceWith(), multiHomed(2)), [['multi-homed-replicas', 'Service core/amf', 'spec']]);
    assert.equal(found(serviceWith(headless), multiHomed(2)), []);
    assert.equal(found(serviceWith(), workloadWith('DaemonSet')), []);
  });

  test('finds several addresses of one Service before several replicas', () => {
    const external = (...externalIPs: string[]) => serviceWith((spec) => Object.assign(spec, { externalIPs }));
    const replicas = workloadWith('Deployment', (_, { spec }) => Object.assign(spec, { replicas: 2 }));
    const two = external('192.0.2.1', '198.51.100.1');
    assert.equal(found(two, replicas), [['multi-homed-replicas', 'Service core/amf', 'spec.externalIPs']]);
    assert.equal(found(two, workloadWith('DaemonSet')).length, 1);
    assert.equal(found(two, podWith()), []);
    assert.equal(found(external('192.0.2.1'), replicas), []);
  });
});
