import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { type Draft, findingsIn, podWith } from './manifests.ts';

const ports = [{ name: 'ngap', protocol: 'sctp', port: 38_412 }];
const metadata = { name: 'amf', namespace: 'core' };

/** Where the protocol is found to be misspelt. */
function found(object: Draft): string[] {
  return findingsIn([object]).flatMap(({ rule, field }) => (rule === 'protocol-not-in-capitals' ? [field] : []));
}

describe('lint of ports', (test) => {
  test('finds SCTP that is not in capitals, in containers', () => {
    const pod = podWith(({ containers: [container] }) => {
      container.ports[0].protocol = 'Sctp';
      container.ports.push({ name: 'http', containerPort: 8080 }, { containerPort: 53, protocol: 'udp' });
    });
    assert.equal(found(pod), ['spec.containers[0].ports[0].protocol']);
    assert.equal(found(podWith()), []);
  });

  test('finds it in Services', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'amf' }, ports } };
    assert.equal(found(service), ['spec.ports[0].protocol']);
  });

  test('finds it in NetworkPolicies, whichever way', () => {
    const spec = { podSelector: {}, ingress: [{}, { ports }], egress: [{ ports }] };
    const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
    assert.equal(found(policy), ['spec.ingress[1].ports[0].protocol', 'spec.egress[0].ports[0].protocol']);
  });
});
