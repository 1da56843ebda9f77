import { randomUUID } from 'node:crypto';

const port = ['--port', 'ngap=38412'];
const workload = [...port, '--image', 'example.test/amf:1'];

/** What `generate` is given to run each generator, in the ways that make other manifests; agents and policies aside. */
export const generatorLines: readonly (readonly string[])[] = [
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
