import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Draft, findingsIn, podWith, rulesBrokenBy } from './manifests.ts';

/** A NetworkPolicy for the generated pod. */
function policyWith(ingress: readonly object[] | undefined, spec: object = {}): Draft {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'amf', namespace: 'core' },
    spec: { podSelector: { matchLabels: { app: 'amf' } }, ...(ingress && { ingress }), ...spec },
  };
}

const sctp = { ports: [{ protocol: 'SCTP', port: 38_412 }] };

function probed(probe: object): Draft {
  return podWith(({ containers: [container] }) => {
    container.ports.push({ name: 'http', containerPort: 8080 });
    container.readinessProbe = probe;
  });
}

const byName = probed({ httpGet: { path: '/', port: 'http' } });

describe('lint of NetworkPolicies', (test) => {
  test('finds a port of SCTP that is one of TCP', () => {
    const [finding, ...others] = findingsIn([policyWith([{ ports: [{ port: 38_412 }] }]), podWith()]);
    assert.equal(others, []);
    assert.equal(
      [finding?.rule, finding?.object, finding?.field],
      ['policy-protocol-missing', 'NetworkPolicy core/amf', 'spec.ingress[0].ports[0]'],
    );
    assert.equal(rulesBrokenBy([policyWith([{ ports: [{ port: 'ngap' }] }]), podWith()]), ['policy-protocol-missing']);
    assert.equal(rulesBrokenBy([policyWith([sctp]), podWith()]), []);
    assert.equal(rulesBrokenBy([policyWith([sctp, { ports: [{ port: 80 }] }]), podWith()]), []);
  });

  test('finds an SCTP port that nothing comes to', () => {
    for (const ingress of [undefined, [], [{ ports: [{ protocol: 'TCP', port: 38_412 }] }]]) {
      assert.equal(rulesBrokenBy([policyWith(ingress), podWith()]), ['policy-cuts-sctp']);
    }
    const range = { ports: [{ protocol: 'SCTP', port: 38_000, endPort: 38_412 }] };
    const open = [[sctp], [{}], [{ ports: [{ protocol: 'SCTP' }] }], [range]];
    for (const ingress of open) assert.equal(rulesBrokenBy([policyWith(ingress), podWith()]), []);
    const short = { ports: [{ protocol: 'SCTP', port: 38_000, endPort: 38_411 }] };
    assert.equal(rulesBrokenBy([policyWith([short]), podWith()]), ['policy-cuts-sctp']);
  });

  test('takes all policies of a pod together, and those of others for none', () => {
    assert.equal(rulesBrokenBy([policyWith([]), policyWith([sctp]), podWith()]), []);
    const egressOnly = policyWith(undefined, { policyTypes: ['Egress'] });
    assert.equal(rulesBrokenBy([egressOnly, podWith()]), []);
    const selecting = (podSelector: object) => rulesBrokenBy([policyWith([], { podSelector }), podWith()]);
    assert.equal(selecting({ matchLabels: { app: 'smf' } }), []);
    assert.equal(selecting({}), ['policy-cuts-sctp']);
    const expression = (operator: string, ...values: string[]) => ({
      matchExpressions: [{ key: 'app', operator, values }],
    });
    assert.equal(selecting(expression('In', 'amf')), ['policy-cuts-sctp']);
    assert.equal(selecting(expression('Exists')), ['policy-cuts-sctp']);
    assert.equal(selecting(expression('NotIn', 'amf')), []);
    assert.equal(selecting(expression('DoesNotExist')), []);
  });

  test('finds a probe by TCP that is cut off', () => {
    const byNumber = probed({ tcpSocket: { port: 8080 } });
    for (const pod of [byName, byNumber, probed({ grpc: { port: 8080 } })]) {
      assert.equal(rulesBrokenBy([policyWith([sctp]), pod]), ['policy-cuts-probe']);
      assert.equal(rulesBrokenBy([pod]), [], 'without a policy');
    }
    const nodes = { from: [{ ipBlock: { cidr: '10.1.0.0/16' } }], ports: [{ port: 8080 }] };
    assert.equal(rulesBrokenBy([policyWith([sctp, nodes]), byName]), []);
    assert.equal(rulesBrokenBy([policyWith([sctp, { ports: [{ port: 'http' }] }]), byName]), []);
    const pods = { from: [{ podSelector: {} }], ports: [{ port: 8080 }] };
    assert.equal(rulesBrokenBy([policyWith([sctp, pods]), byName]), ['policy-cuts-probe']);
  });
});
