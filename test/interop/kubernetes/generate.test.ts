import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { describe } from '../../helpers/describe.ts';
import { command } from '../../kubernetes/cli/command.ts';
import { createManifest } from './created.ts';
import { inCluster } from './in-cluster.ts';

const port = ['--port', 'ngap=38412'];
const workload = [...port, '--image', 'example.test/amf:1'];

/** Every generator, in the ways that make other manifests. */
const lines: readonly (readonly string[])[] = [
  ['service', 'virtual', ...port, '--port', 's1=36412:2905'],
  ['service', 'virtual-in-udp', ...port, '--encapsulation', 'udp'],
  ['headless', 'headless', ...port],
  ['no-selector', 'outside', ...port, '--address', '192.0.2.1', '--address', '192.0.2.2', '--endpoints', 'Endpoints'],
  ['nodeport', 'node-port', ...port, '--traffic-policy', 'Local'],
  ['external-ips', 'external', ...port, '--external-ip', '192.0.2.7'],
  ['pod', 'pod', ...workload, '--', 'usctp', 'listen', '--port', '38412'],
  ['pod', 'pod-in-udp', ...workload, '--encapsulation', 'udp'],
  ['pod', 'pod-of-a-user', ...workload, '--run-as-user', '1000', '--seccomp', 'usctp.json'],
  ['deployment', 'deployment', ...workload, '--port', 's1=36412', '--replicas', '2'],
  ['hostport', 'host-port', ...workload],
  ['networkpolicy', 'sctp-only', ...port],
  ['networkpolicy', 'few', ...port, '--from-cidr', '10.0.0.0/8', '--from-namespace', 'a', '--from-pods', 'b=c'],
  ['networkpolicy', 'probed', ...port, '--probe-port', '8080', '--node-cidr', '10.1.0.0/16'],
  ['namespace', `usctp-test-${randomUUID()}`],
];

/** What the command prints, as objects; the YAML has been printed as it is for a user. */
async function generate(line: readonly string[]): Promise<object[]> {
  const { code, output, errors } = await command(['generate', ...line]);
  assert.is(code, 0, errors);
  return parseAllDocuments(output).map((document) => document.toJS() as object); // a manifest
}

describe('generated manifests', (test) =>
  inCluster(test, (add) => {
    for (const line of lines) {
      add(`are taken whole by a real API server: ${line.slice(0, 2).join(' ')}`, async (at) => {
        for (const manifest of await generate(line)) await createManifest(at, manifest);
      });
    }
  }));
