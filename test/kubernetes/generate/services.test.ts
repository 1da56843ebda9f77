import {
  externalIpsServiceManifest,
  headlessServiceManifest,
  nodePortServiceManifest,
  noSelectorManifests,
  serviceManifest,
} from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const ngap = { name: 'amf', ports: [{ name: 'ngap', port: 38_412 }] };
const exposed = { name: 'ngap', protocol: 'SCTP', port: 38_412, targetPort: 38_412 };

describe('manifests of Services', (test) => {
  test('select the pods of the application by their label', () => {
    assert.equal(serviceManifest({ ...ngap, namespace: 'core' }), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'amf', namespace: 'core' },
      spec: { type: 'ClusterIP', selector: { app: 'amf' }, ports: [exposed] },
    });
    assert.equal(serviceManifest({ ...ngap, labels: { tier: 'core' } }).spec?.selector, { tier: 'core' });
  });

  test('name an only port, so that SRV finds it', () => {
    const { spec } = headlessServiceManifest({ name: 'amf', ports: [{ port: 38_412 }] });
    assert.equal(spec?.clusterIP, 'None');
    assert.equal(spec?.ports, [{ ...exposed, name: 'sctp' }]);
  });

  test('translate ports, but not where nothing would', () => {
    const moved = { name: 'amf', ports: [{ port: 38_412, targetPort: 2905 }] };
    assert.equal(serviceManifest(moved).spec?.ports, [{ ...exposed, name: 'sctp', targetPort: 2905 }]);
    assert.throws(() => headlessServiceManifest(moved), 'target port 2905 is not 38412: nothing is between');
    assert.throws(
      () => serviceManifest({ ...moved, cni: 'cilium' }),
      'target port 2905 is not 38412: Cilium does not rewrite the ports of SCTP',
    );
    assert.equal(serviceManifest({ ...ngap, cni: 'cilium' }), serviceManifest(ngap));
  });

  test('are of UDP where SCTP is in UDP', () => {
    const { spec } = serviceManifest({ ...ngap, encapsulation: 'udp', udpPort: 19_899 });
    assert.equal(spec?.ports, [{ name: 'sctp-in-udp', protocol: 'UDP', port: 19_899, targetPort: 19_899 }]);
  });

  test('ask for both families of addresses', () => {
    assert.is(serviceManifest({ ...ngap, isDualStack: true }).spec?.ipFamilyPolicy, 'PreferDualStack');
    assert.not('ipFamilyPolicy' in (serviceManifest(ngap).spec ?? {}));
  });

  test('with a port of nodes keep to their range', () => {
    const { spec } = nodePortServiceManifest({ ...ngap, nodePort: 30_412, trafficPolicy: 'Local' });
    assert.equal(spec, {
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
      selector: { app: 'amf' },
      ports: [{ ...exposed, nodePort: 30_412 }],
    });
    assert.equal(nodePortServiceManifest(ngap).spec?.ports, [exposed]);
    for (const nodePort of [29_999, 32_768]) {
      const reason = `node port ${nodePort} is not a whole number from 30000 to 32767`;
      assert.throws(() => nodePortServiceManifest({ ...ngap, nodePort }), reason);
    }
    assert.ok(nodePortServiceManifest({ ...ngap, nodePort: 38_412, nodePortRange: [38_000, 39_000] }));
    const two = {
      name: 'a',
      ports: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
      nodePort: 30_000,
    };
    assert.throws(() => nodePortServiceManifest(two), 'node port 30000 can be for one port only, not for 2');
  });

  test('have addresses outside of the cluster', () => {
    const { spec } = externalIpsServiceManifest({ ...ngap, externalIps: ['192.0.2.7', '2001:db8::7'] });
    assert.equal(spec?.externalIPs, ['192.0.2.7', '2001:db8::7']);
  });
});

describe('manifests of a Service without a selector', (test) => {
  const addresses = ['192.0.2.1', '2001:db8::1', '192.0.2.2'];

  test('have a slice of endpoints for each family', () => {
    const [service, ...slices] = noSelectorManifests({ ...ngap, addresses, ports: [{ port: 1, targetPort: 2 }] });
    assert.not('selector' in (service?.spec ?? {}));
    const [first, second] = slices;
    assert.equal([slices.length, first?.metadata.name, second?.metadata.name], [2, 'amf-ipv4', 'amf-ipv6']);
    assert.is(first?.metadata.labels?.['kubernetes.io/service-name'], 'amf');
    assert.equal(first?.endpoints, [
      { addresses: ['192.0.2.1'], conditions: { ready: true } },
      { addresses: ['192.0.2.2'], conditions: { ready: true } },
    ]);
    // A port goes to the port of the servers.
    assert.equal(second?.ports, [{ name: 'sctp', protocol: 'SCTP', port: 2 }]);
  });

  test('have Endpoints of the same name for Kubernetes 1.20', () => {
    const [service, endpoints, ...others] = noSelectorManifests({ ...ngap, addresses, endpoints: 'Endpoints' });
    assert.equal([endpoints?.kind, endpoints?.metadata, others.length], ['Endpoints', service?.metadata, 0]);
    assert.equal(endpoints?.subsets, [
      {
        addresses: addresses.map((ip) => ({ ip })),
        ports: [{ name: 'ngap', protocol: 'SCTP', port: 38_412 }],
      },
    ]);
  });
});
