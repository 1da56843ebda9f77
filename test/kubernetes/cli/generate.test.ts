import { join } from 'node:path';
import {
  admissionPolicyManifests,
  agentManifests,
  deploymentManifest,
  externalIpsServiceManifest,
  headlessServiceManifest,
  hostPortManifest,
  keysUnder,
  kyvernoPolicyManifest,
  type Manifest,
  namespaceManifest,
  networkPolicyManifest,
  nodePortServiceManifest,
  noSelectorManifests,
  podManifest,
  renderManifests,
  renderSeccompProfile,
  seccompProfile,
  serviceManifest,
} from '@usctp/kubernetes';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { inFolder } from '../folder.ts';
import { command } from './command.ts';

const amf = { name: 'amf', ports: [{ name: 'ngap', port: 38_412 }] };
const usual = ['amf', '--port', 'ngap=38412'];

/** What the command prints, as YAML, is these manifests. */
async function prints(line: readonly string[], manifests: Manifest | readonly Manifest[]): Promise<void> {
  const { code, output, errors } = await command(['generate', ...line]);
  assert.equal([code, errors], [0, ''], line.join(' '));
  assert.is(output, renderManifests([manifests].flat(), 'yaml'));
}

async function refusal(...line: readonly string[]): Promise<string> {
  const { code, output, errors } = await command(['generate', ...line]);
  assert.equal([code, output], [2, ''], line.join(' '));
  return errors;
}

describe('usctp-k8s generate', (test) => {
  test('prints agents', async () => {
    const image = 'usctp-k8s:1';
    await prints(['agent', '--image', image], agentManifests({ image }));
    const options = ['x', '-n', 'n', '--existing-namespace', '--port', '9000', '--heartbeat', '30s'];
    await prints(
      ['agent', '--image', image, ...options, '--taint-when-loaded', '--priority-class', 'p', '--own-node-only'],
      agentManifests({
        ...{ image, name: 'x', namespace: 'n', makesNamespace: false, port: 9000, heartbeatSeconds: 30 },
        ...{ taintsWhenLoaded: true, priorityClass: 'p', isLimitedToOwnNode: true },
      }),
    );
    await prints(
      ['agent', '--image', image, '--key-prefix', 'x.test'],
      agentManifests({ image, keys: keysUnder('x.test') }),
    );
    assert.match(await refusal('agent', '--image', image, '--heartbeat', '3m'), 'heartbeat 180 is not a whole number');
  });

  test('prints Services', async () => {
    await prints(['service', ...usual], serviceManifest(amf));
    await prints(
      ['service', 'amf', '--port', '38412:2905', '-n', 'core', '-l', 'a=b,c=d', '--dual-stack'],
      [
        serviceManifest({
          name: 'amf',
          namespace: 'core',
          ports: [{ port: 38_412, targetPort: 2905 }],
          labels: { a: 'b', c: 'd' },
          isDualStack: true,
        }),
      ],
    );
    await prints(
      ['headless', ...usual, '--port', 's1=36412'],
      [headlessServiceManifest({ ...amf, ports: [...amf.ports, { name: 's1', port: 36_412 }] })],
    );
    const udp = ['--encapsulation', 'udp', '--udp-port', '9900'];
    await prints(['service', ...usual, ...udp], serviceManifest({ ...amf, encapsulation: 'udp', udpPort: 9900 }));
  });

  test('prints Services that lead in and out', async () => {
    const addresses = ['192.0.2.1', '2001:db8::1'];
    const given = addresses.flatMap((address) => ['--address', address]);
    await prints(['no-selector', ...usual, ...given], noSelectorManifests({ ...amf, addresses }));
    const old = noSelectorManifests({ ...amf, addresses, endpoints: 'Endpoints' });
    await prints(['no-selector', ...usual, ...given, '--endpoints', 'Endpoints'], old);
    await prints(['nodeport', ...usual], nodePortServiceManifest(amf));
    await prints(
      ['nodeport', ...usual, '--node-port', '40000', '--node-port-range', '40000-41000', '--traffic-policy', 'Local'],
      nodePortServiceManifest({ ...amf, nodePort: 40_000, nodePortRange: [40_000, 41_000], trafficPolicy: 'Local' }),
    );
    const external = ['--external-ip', '192.0.2.7', '--external-ip', '192.0.2.8'];
    const externalIps = ['192.0.2.7', '192.0.2.8'];
    await prints(['external-ips', ...usual, ...external], externalIpsServiceManifest({ ...amf, externalIps }));
  });

  test('prints pods and Deployments', async () => {
    const pod = { ...amf, image: 'amf:1' };
    const line = [...usual, '--image', 'amf:1'];
    const program = ['--', 'usctp', 'listen', '--port', '38412'];
    await prints(['pod', ...line, ...program], podManifest({ ...pod, command: program.slice(1) }));
    await prints(
      ['pod', ...line, '--probe', 'none', '--run-as-user', '9', '--seccomp', 'a.json', '--pre-stop', '0'],
      podManifest({ ...pod, probe: 'none', runAsUser: 9, localhostProfile: 'a.json', preStopSeconds: 0 }),
    );
    await prints(
      ['deployment', ...line, '--replicas', '3', '--probe-address', '::1', '--grace-period', '60'],
      deploymentManifest({ ...pod, replicas: 3, probeAddress: '::1', gracePeriodSeconds: 60 }),
    );
    await prints(['hostport', ...line, '--host-port', '2905'], hostPortManifest({ ...pod, hostPort: 2905 }));
  });

  test('prints NetworkPolicies and namespaces', async () => {
    await prints(['networkpolicy', ...usual], networkPolicyManifest(amf));
    const line = ['--from-cidr', '10.0.0.0/8', '--from-namespace', 'ran', '--from-pods', 'a=b', '--from-pods', 'c=d'];
    const from = [{ cidr: '10.0.0.0/8' }, { namespace: 'ran' }, { labels: { a: 'b' } }, { labels: { c: 'd' } }];
    await prints(
      ['networkpolicy', ...usual, ...line, '--probe-port', '80', '--node-cidr', '10.1.0.0/16'],
      networkPolicyManifest({ ...amf, from, probePort: 80, nodeNetworks: ['10.1.0.0/16'] }),
    );
    await prints(['namespace', 'core'], namespaceManifest({ name: 'core' }));
    await prints(
      ['namespace', 'core', '--encapsulation', 'udp'],
      namespaceManifest({ name: 'core', encapsulation: 'udp' }),
    );
  });

  test('prints policies of admission', async () => {
    await prints(['policy'], admissionPolicyManifests());
    const exempt = ['--exempt-namespace', 'kube-system', '--exempt-namespace', 'net'];
    const options = {
      ...({ name: 'x', stack: 'kernel', effect: 'NoExecute', keys: keysUnder('x.test') } as const),
      exemptNamespaces: ['kube-system', 'net'],
    };
    const line = ['x', '--stack', 'kernel', '--effect', 'NoExecute', '--key-prefix', 'x.test', ...exempt];
    await prints(['policy', ...line, '--action', 'warn'], admissionPolicyManifests({ ...options, action: 'warn' }));
    await prints(['policy', ...line, '--engine', 'kyverno'], kyvernoPolicyManifest(options));
    assert.match(await refusal('policy', '--engine', 'kyverno', '--action', 'warn'), 'Kyverno does not warn');
  });

  test('prints profiles of seccomp', async () => {
    const { output } = await command(['generate', 'seccomp', '--arch', 'arm64']);
    assert.is(output, renderSeccompProfile(seccompProfile({ architectures: ['arm64'] })));
    const base = { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [{ names: ['socket'], action: 'SCMP_ACT_ALLOW' }] };
    await inFolder({ 'base.json': JSON.stringify(base), 'text.json': 'x', 'none.json': '{}' }, async (folder) => {
      const from = (file: string, ...more: string[]) =>
        command(['generate', 'seccomp', '--base', join(folder, file), ...more]);
      const capabilities = ['NET_RAW', 'SYS_NICE'];
      const given = capabilities.flatMap((name) => ['--capability', name]);
      const joined = await from('base.json', ...given);
      assert.is(joined.output, renderSeccompProfile(seccompProfile({ base, capabilities })));
      for (const [file, words] of [
        ['text.json', 'text.json cannot be read'],
        ['missing.json', 'ENOENT'],
        ['none.json', 'is no profile of seccomp'],
      ] as const) {
        const { code, output: printed, errors } = await from(file);
        assert.equal([code, printed], [1, ''], file);
        assert.match(errors, words);
      }
    });
  });

  test('prints JSON', async () => {
    const { output } = await command(['generate', 'service', ...usual, '-o', 'json']);
    assert.equal(JSON.parse(output), serviceManifest(amf));
  });

  test('takes the prefix of keys', async () => {
    const { output } = await command(['generate', 'pod', ...usual, '--image', 'a', '--key-prefix', 'x.test']);
    assert.match(output, 'nodeSelector:\n    x.test/sctp-stack: userspace\n');
    assert.match(await refusal('pod', ...usual, '--image', 'a', '--key-prefix', 'X'), 'X is no prefix');
  });

  test('refuses what the API server would, with exit code 2', async () => {
    assert.match(await refusal('service', 'Amf', '--port', '1'), 'error: the name "Amf" is no DNS label');
    assert.match(await refusal('service', 'amf', '--port', '0'), 'error: port 0 is not a whole number from 1 to 65535');
    assert.match(await refusal('service', 'amf', '--port', 'ngap'), 'It takes PORT, PORT:TARGET or NAME=PORT:TARGET.');
    assert.match(await refusal('service', 'amf', '--port', '=1'), 'port name "" is none');
    assert.match(await refusal('service', ...usual, '-l', 'app'), 'It takes labels as a=b,c=d.');
    assert.match(await refusal('service', 'amf', '--port', '1:2', '--cni', 'cilium'), 'Cilium does not rewrite');
    assert.match(
      await refusal('nodeport', ...usual, '--node-port', '80'),
      'node port 80 is not a whole number from 30000',
    );
    assert.match(await refusal('pod', ...usual, '--image', 'a', '--run-as-user', 'me'), 'user NaN is not');
    const short = ['--grace-period', '5'];
    assert.match(await refusal('pod', ...usual, '--image', 'a', ...short), 'leaves no time for SHUTDOWN');
    assert.match(await refusal('service', 'amf'), "required option '--port <port>' not specified");
    assert.match(await refusal('nothing'), "unknown command 'nothing'");
  });
});
