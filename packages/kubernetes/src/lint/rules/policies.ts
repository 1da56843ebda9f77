import type { Field } from '../field.ts';
import type { Container } from '../pod.ts';
import { type Hit, pages, type Rule } from '../rule.ts';
import { ingressPoliciesOf } from '../selectors.ts';
import type { SctpPod } from '../subjects.ts';
import { forPods } from './hits.ts';

const probes = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;
const ways = ['tcpSocket', 'httpGet', 'grpc'] as const;

/** Rules about NetworkPolicies of pods that have an SCTP port. */
export const policyRules: readonly Rule[] = [
  {
    id: 'policy-protocol-missing',
    severity: 'error',
    title: 'a NetworkPolicy names an SCTP port without its protocol',
    reason: 'A port without a protocol is one of TCP: the policy lets TCP through, and SCTP not.',
    remedy: 'add protocol: SCTP',
    reference: pages.networkPolicies,
    find: forLimited(({ ports }, policies) =>
      policies
        .flatMap(portsOf)
        .filter((entry) => ports.some((port) => isMeantForSctp(entry, port)))
        .map((entry) => ({ at: entry, message: `port ${entry.at('port').value} has no protocol, and so is TCP` })),
    ),
  },
  {
    id: 'policy-cuts-sctp',
    severity: 'warning',
    title: 'NetworkPolicies let nothing come to an SCTP port',
    reason:
      'A pod that a policy selects gets only what one of its policies lets in, and none lets in SCTP at this port.',
    remedy: 'let in protocol: SCTP at the port of the pod, as usctp-k8s generate networkpolicy does',
    reference: pages.networkPolicies,
    find: forLimited(({ pod, ports }, policies) =>
      ports.flatMap((port) => {
        const wanted = { protocol: 'SCTP', port };
        const isMeant = policies.flatMap(portsOf).some((entry) => isMeantForSctp(entry, port));
        if (isMeant || policies.some((policy) => admits(policy, wanted))) return [];
        return cut(policies, `SCTP at port ${port.number} of ${pod.object.kind} ${pod.object.name}`);
      }),
    ),
  },
  {
    id: 'policy-cuts-probe',
    severity: 'warning',
    title: 'NetworkPolicies cut off the probe of an SCTP pod',
    reason:
      'A policy for SCTP lets no TCP in. Where the network plugin holds it against the node, too, the kubelet cannot reach the pod, which then is never ready, or started again and again.',
    remedy:
      'let in TCP at the port of the probe from the networks of the nodes; or ask in the pod, by exec: usctp probe',
    reference: pages.networkPolicies,
    find: forLimited(({ pod }, policies) =>
      pod.containers.flatMap((container) =>
        probes.flatMap((kind) =>
          probedPortsOf(container, kind).flatMap((port) => {
            if (policies.some((policy) => admits(policy, { protocol: 'TCP', port, isFromNode: true }))) return [];
            return cut(policies, `the ${kind} of ${pod.object.kind} ${pod.object.name}, which is TCP`);
          }),
        ),
      ),
    ),
  },
];

/** A pod that has SCTP ports. */
interface Server {
  readonly pod: SctpPod;
  readonly ports: readonly PodPort[];
}

/** A rule that looks at pods that have SCTP ports, and policies that limit what comes to them. */
function forLimited(find: (server: Server, policies: readonly Field[]) => readonly Hit[]): Rule['find'] {
  return forPods((pod, _, subjects) => {
    const ports = sctpPortsOf(pod.containers);
    const policies = ports.length === 0 ? [] : ingressPoliciesOf(pod, subjects);
    return policies.length === 0 ? [] : find({ pod, ports }, policies);
  });
}

/** A hit at the first of the policies. */
function cut(policies: readonly Field[], what: string): readonly Hit[] {
  return policies.slice(0, 1).map((policy) => ({
    at: policy.at('spec', 'ingress'),
    message: `nothing lets in ${what}`,
  }));
}

function sctpPortsOf(containers: readonly Container[]): readonly PodPort[] {
  const ports = containers.flatMap(({ sctpPorts }) => sctpPorts);
  return ports.map((port) => ({ number: port.at('containerPort').number, name: port.at('name').text }));
}

function portsOf(policy: Field): readonly Field[] {
  return policy.at('spec', 'ingress').items.flatMap((rule) => rule.at('ports').items);
}

function isMeantForSctp(entry: Field, port: PodPort): boolean {
  return !entry.at('protocol').exists && entry.at('port').exists && covers(entry, port);
}

/** What is to be let in. */
interface Traffic {
  readonly protocol: string;
  readonly port: PodPort;
  /** Whether it comes from the node, which no selector of pods stands for. */
  readonly isFromNode?: boolean;
}

/** A port of a pod. */
interface PodPort {
  readonly number: number | undefined;
  readonly name: string | undefined;
}

function admits(policy: Field, { protocol, port, isFromNode = false }: Traffic): boolean {
  return policy.at('spec', 'ingress').items.some((rule) => {
    const [from, ports] = [rule.at('from').items, rule.at('ports').items];
    if (isFromNode && from.length > 0 && !from.some((peer) => peer.at('ipBlock').exists)) return false;
    return (
      ports.length === 0 ||
      ports.some((entry) => (entry.at('protocol').text ?? 'TCP') === protocol && covers(entry, port))
    );
  });
}

/** Whether an entry of a policy is for the port, by its number, its name or in a range; without a port it is for all. */
function covers(entry: Field, { number, name }: PodPort): boolean {
  const [first, last] = [entry.at('port'), entry.at('endPort').number];
  if (!first.exists) return true;
  if (first.text !== undefined) return first.text === name;
  if (number === undefined || first.number === undefined) return false;
  return number >= first.number && number <= (last ?? first.number);
}

/** The ports that a probe asks by TCP. */
function probedPortsOf({ field }: Container, kind: string): readonly PodPort[] {
  return ways.flatMap((way) => {
    const port = field.at(kind, way, 'port');
    if (!port.exists) return [];
    const named = field.at('ports').items.find((candidate) => candidate.at('name').text === port.text);
    return [{ number: port.number ?? named?.at('containerPort').number, name: port.text }];
  });
}
