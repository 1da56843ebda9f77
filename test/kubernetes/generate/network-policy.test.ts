import { type NetworkPolicyOptions, namespaceManifest, networkPolicyManifest } from '@usctp/kubernetes';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const amf = { name: 'amf', ports: [{ name: 'ngap', port: 38_412 }] };
const sctp = { protocol: 'SCTP', port: 38_412 };

function specOf(change: Partial<NetworkPolicyOptions> = {}): NetworkPolicy['spec'] {
  return (networkPolicyManifest({ ...amf, ...change }) as unknown as NetworkPolicy).spec; // its kind
}

describe('a NetworkPolicy for SCTP', (test) => {
  test('lets SCTP in for the port, and neither TCP nor UDP', () => {
    assert.equal(specOf(), {
      podSelector: { matchLabels: { app: 'amf' } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [sctp] }],
    });
  });

  test('is of the port that the pods have, and of UDP where SCTP is in UDP', () => {
    assert.equal(specOf({ ports: [{ port: 38_412, targetPort: 2905 }] })?.ingress, [
      { ports: [{ protocol: 'SCTP', port: 2905 }] },
    ]);
    assert.equal(specOf({ encapsulation: 'udp' })?.ingress, [{ ports: [{ protocol: 'UDP', port: 9899 }] }]);
  });

  test('is for the peers that are named', () => {
    const from = [{ cidr: '10.0.0.0/8' }, { namespace: 'ran' }, { labels: { app: 'smf' } }];
    assert.equal(specOf({ from })?.ingress, [
      {
        from: [
          { ipBlock: { cidr: '10.0.0.0/8' } },
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ran' } } },
          { podSelector: { matchLabels: { app: 'smf' } } },
        ],
        ports: [sctp],
      },
    ]);
    for (const cidr of [
      '10.0.0.0',
      '10.0.0.0/33',
      '2001:db8::/129',
      '10.0.0/8',
      'a/8',
      '10.0.0.0/08',
      '10.0.0.0/8/8',
    ]) {
      assert.throws(() => specOf({ from: [{ cidr }] }), `peers "${cidr}" is no network`);
    }
    assert.ok(specOf({ from: [{ cidr: '2001:db8::/32' }, { cidr: '0.0.0.0/0' }] }));
    assert.throws(() => specOf({ from: [{ namespace: 'A' }] }), 'namespace "A" is no DNS label');
    assert.throws(() => specOf({ from: [{ labels: { 'a b': 'c' } }] }), '"a b" is no key of a label');
  });

  test('does not cut a probe of the kubelet, and opens its port for nobody else', () => {
    const rules = specOf({ probePort: 8080, nodeNetworks: ['10.1.0.0/16'] })?.ingress;
    assert.equal(rules, [
      { ports: [sctp] },
      { from: [{ ipBlock: { cidr: '10.1.0.0/16' } }], ports: [{ protocol: 'TCP', port: 8080 }] },
    ]);
    assert.throws(() => specOf({ probePort: 8080 }), 'probe port 8080 would be open for all');
    assert.throws(() => specOf({ nodeNetworks: ['10.1.0.0/16'] }), 'the port of a probe, which is missing');
    assert.throws(() => specOf({ probePort: 0, nodeNetworks: ['10.1.0.0/16'] }), 'probe port 0 is not');
  });
});

describe('a namespace for SCTP', (test) => {
  test('is privileged for raw sockets, and restricted over UDP', () => {
    const level = (encapsulation: 'none' | 'udp') => namespaceManifest({ name: 'core', encapsulation }).metadata;
    assert.equal(level('none'), { name: 'core', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } });
    assert.equal(level('udp'), { name: 'core', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } });
    assert.throws(() => namespaceManifest({ name: 'Core' }), 'namespace "Core" is no DNS label');
  });
});
