import { type Field, rootOf } from '../field.ts';
import type { Pod } from '../pod.ts';
import type { Rule } from '../rule.ts';
import type { Subjects } from '../subjects.ts';
import { forPods, hitIf } from './hits.ts';

const probes = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;

/** Rules about the SCTP ports of containers, Services and NetworkPolicies. */
export const portRules: readonly Rule[] = [
  {
    id: 'host-port-replicas',
    severity: 'warning',
    title: 'several pods want the same SCTP port of a node',
    reason:
      'A port of a node is for one pod: of several replicas each waits for a node of its own, and in a rolling update the new pod waits for the old one, which waits for it.',
    remedy:
      'spread replicas by required anti-affinity with topologyKey kubernetes.io/hostname, and update with maxSurge 0 or Recreate; or use a DaemonSet',
    reference: 'https://kubernetes.io/docs/concepts/configuration/overview/#services',
    find: forPods((pod) => {
      const port = hostPortOf(pod);
      if (port === undefined) return [];
      const { replicas } = pod;
      const isCrowded = replicas !== undefined && replicas > 1 && !isSpread(pod);
      const number = port.at('hostPort').number;
      return [
        ...hitIf(isCrowded, port, `hostPort ${number} of ${replicas} replicas that may be on one node`),
        ...hitIf(surges(pod), port, `hostPort ${number} while a rolling update runs old and new pods side by side`),
      ];
    }),
  },
  {
    id: 'tcp-probe-of-sctp-port',
    severity: 'error',
    title: 'a probe asks an SCTP port by TCP',
    reason: 'The kubelet has no probe for SCTP: by TCP nothing answers at that port, and the pod never is ready.',
    remedy: 'use an exec probe: usctp probe --port PORT --address 127.0.0.1',
    reference: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes',
    find: forPods((pod) =>
      pod.containers.flatMap(({ field, name, sctpPorts }) =>
        probes.flatMap((kind) => {
          const asked = ['tcpSocket', 'httpGet', 'grpc'].map((way) => field.at(kind, way, 'port'));
          return asked.flatMap((port) =>
            hitIf(
              port.exists && sctpPorts.some((sctp) => isOf(port, sctp)) && !isAlsoTcp(field, port),
              port,
              `the ${kind} of container ${name} asks port ${port.value} by TCP, which is for SCTP`,
            ),
          );
        }),
      ),
    ),
  },
  {
    id: 'protocol-not-in-capitals',
    severity: 'error',
    title: 'the protocol of an SCTP port is not in capitals',
    reason: 'The API server knows SCTP, TCP and UDP as they are written here, and refuses the object.',
    remedy: 'write protocol: SCTP',
    reference: 'https://kubernetes.io/docs/reference/networking/service-protocols/',
    find: (subjects) =>
      portsOf(subjects).flatMap((port) => {
        const protocol = port.at('protocol');
        const isMisspelt = protocol.text?.toUpperCase() === 'SCTP' && protocol.text !== 'SCTP';
        return hitIf(isMisspelt, protocol, `the protocol is ${protocol.text}`);
      }),
  },
];

/** The ports of containers, of Services and of NetworkPolicies. */
function portsOf({ pods, services, networkPolicies }: Subjects): readonly Field[] {
  return [
    ...pods.flatMap(({ containers }) => containers.flatMap(({ field }) => field.at('ports').items)),
    ...services.flatMap((service) => service.at('spec', 'ports').items),
    ...networkPolicies.flatMap((policy) =>
      (['ingress', 'egress'] as const).flatMap((way) =>
        policy.at('spec', way).items.flatMap((rule) => rule.at('ports').items),
      ),
    ),
  ];
}

/** Whether a probe's port, a number or a name, is a port of a container. */
function isOf({ value }: Field, port: Field): boolean {
  return value === port.at('containerPort').value || value === port.at('name').value;
}

/** The same number may be a port of both. */
function isAlsoTcp(container: Field, port: Field): boolean {
  return container
    .at('ports')
    .items.some((other) => (other.at('protocol').text ?? 'TCP') === 'TCP' && isOf(port, other));
}

function hostPortOf(pod: Pod): Field | undefined {
  const ports = pod.containers.flatMap(({ sctpPorts }) => sctpPorts);
  return ports.find((port) => (port.at('hostPort').number ?? 0) > 0);
}

function isSpread({ spec }: Pod): boolean {
  const required = spec.at('affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  return required.items.some((term) => term.at('topologyKey').text === 'kubernetes.io/hostname');
}

/** Whether an update makes new pods before it ends old ones. */
function surges({ object }: Pod): boolean {
  if (object.kind !== 'Deployment') return false;
  const strategy = rootOf(object).at('spec', 'strategy');
  const surge = strategy.at('rollingUpdate', 'maxSurge').value;
  return strategy.at('type').text !== 'Recreate' && surge !== 0 && surge !== '0%';
}
