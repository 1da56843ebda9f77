import { deploymentManifest, hostPortManifest, type Manifest, podManifest } from '@usctp/kubernetes';
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type { Pod } from 'kubernetes-types/core/v1.js';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';

const amf = { name: 'amf', image: 'registry.example/amf:1', ports: [{ name: 'ngap', port: 38_412 }] };
const labels = { app: 'amf', 'usctp.dev/sctp-stack': 'userspace' };

/** The manifests below are of these kinds; a real API server has checked their shape. */
const asPod = (manifest: Manifest) => manifest as unknown as Pod;
const asDeployment = (manifest: Manifest) => manifest as unknown as Deployment;

describe('manifests of pods', (test) => {
  test('are for a dedicated node, and ready when SCTP answers', () => {
    const { metadata, spec } = asPod(podManifest({ ...amf, namespace: 'core', command: ['amf', '--fast'] }));
    assert.equal(metadata, { name: 'amf', namespace: 'core', labels });
    const [container] = spec?.containers ?? [];
    assert.equal(container?.command, ['amf', '--fast']);
    assert.equal(container?.ports, [{ name: 'ngap', protocol: 'SCTP', containerPort: 38_412 }]);
    assert.equal(container?.readinessProbe, {
      exec: { command: ['usctp', 'probe', '--port', '38412', '--address', '127.0.0.1'] },
      timeoutSeconds: 4,
    });
    assert.equal(container?.securityContext, {
      seccompProfile: { type: 'RuntimeDefault' },
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_RAW'] },
    });
    assert.equal(spec?.nodeSelector, { 'usctp.dev/sctp-stack': 'userspace' });
    assert.is(spec?.terminationGracePeriodSeconds, 30);
  });

  test('over UDP are for any node and any user but root', () => {
    const { metadata, spec } = asPod(podManifest({ ...amf, encapsulation: 'udp', udpPort: 9900 }));
    assert.equal(metadata?.labels, { app: 'amf' });
    assert.equal([spec?.nodeSelector, spec?.tolerations], [undefined, undefined]);
    const [container] = spec?.containers ?? [];
    assert.equal(container?.ports, [{ name: 'sctp-in-udp', protocol: 'UDP', containerPort: 9900 }]);
    assert.equal(container?.readinessProbe?.exec?.command?.slice(2), [
      ...['--port', '38412', '--address', '127.0.0.1', '--transport', 'udp', '--peer-udp-port', '9900'],
    ]);
    assert.equal(container?.securityContext, {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('ask the port that the pod has, at the address given, or nothing', () => {
    const ports = [{ port: 38_412, targetPort: 2905 }];
    const [container] = asPod(podManifest({ ...amf, ports, probeAddress: '::1' })).spec?.containers ?? [];
    assert.equal(container?.readinessProbe?.exec?.command?.slice(2), ['--port', '2905', '--address', '::1']);
    assert.is(asPod(podManifest({ ...amf, probe: 'none' })).spec?.containers[0]?.readinessProbe, undefined);
    assert.throws(() => podManifest({ ...amf, probeAddress: 'localhost' }), 'probe\'s address "localhost" is no IP');
  });

  test('ask each of several ports', () => {
    const ports = [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ];
    const probe = asPod(podManifest({ ...amf, ports })).spec?.containers[0]?.readinessProbe;
    const commands = [1, 2].map((port) => `usctp probe --port ${port} --address 127.0.0.1`);
    assert.equal(probe, { exec: { command: ['sh', '-c', commands.join(' && ')] }, timeoutSeconds: 7 });
  });

  test('run as another user whose program has a file capability', () => {
    const context = asPod(podManifest({ ...amf, runAsUser: 1000 })).spec?.containers[0]?.securityContext;
    assert.equal([context?.runAsUser, context?.runAsNonRoot, context?.allowPrivilegeEscalation], [1000, true, true]);
    assert.throws(() => podManifest({ ...amf, runAsUser: 0 }), 'user 0 is not a whole number from 1 to');
  });

  test('have a profile of seccomp of their own', () => {
    const context = asPod(podManifest({ ...amf, localhostProfile: 'a.json' })).spec?.containers[0]?.securityContext;
    assert.equal(context?.seccompProfile, { type: 'Localhost', localhostProfile: 'a.json' });
  });

  test('have an image', () => {
    for (const image of ['', 'a b']) assert.throws(() => podManifest({ ...amf, image }), 'is no name of an image');
  });
});

describe('manifests of Deployments', (test) => {
  test('select the pods that they make', () => {
    const { metadata, spec } = asDeployment(deploymentManifest({ ...amf, replicas: 3 }));
    assert.equal([metadata?.labels, spec?.replicas], [{ app: 'amf' }, 3]);
    assert.equal([spec?.selector, spec?.template.metadata], [{ matchLabels: { app: 'amf' } }, { labels }]);
    assert.equal(spec?.template.spec, podManifest(amf).spec);
    for (const replicas of [-1, 1.5, 1001]) {
      assert.throws(
        () => deploymentManifest({ ...amf, replicas }),
        `replicas ${replicas} is not a whole number from 0`,
      );
    }
  });

  test('with a port of the node have one pod on a node, also while they are renewed', () => {
    const { spec } = asDeployment(hostPortManifest({ ...amf, replicas: 2 }));
    assert.equal(spec?.strategy?.rollingUpdate, { maxSurge: 0, maxUnavailable: 1 });
    assert.is(spec?.template.spec?.containers[0]?.ports?.[0]?.hostPort, 38_412);
    const [term] = spec?.template.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    assert.equal(term, { labelSelector: spec?.selector as object, topologyKey: 'kubernetes.io/hostname' });
    const other = asDeployment(hostPortManifest({ ...amf, hostPort: 2905 }));
    assert.is(other.spec?.template.spec?.containers[0]?.ports?.[0]?.hostPort, 2905);
    assert.throws(() => hostPortManifest({ ...amf, hostPort: 0 }), 'host port 0 is not a whole number from 1 to 65535');
    const ports = [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ];
    assert.throws(() => hostPortManifest({ ...amf, ports, hostPort: 3 }), 'host port 3 can be for one port only');
  });
});
