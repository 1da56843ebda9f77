import type { Field } from '../field.ts';
import { pages, type Rule, type RuleSetting } from '../rule.ts';
import { podsBehind } from '../selectors.ts';
import type { SctpPod, Subjects } from '../subjects.ts';
import { hitIf } from './hits.ts';

/** By which Multus gives a pod more interfaces. */
const networks = 'k8s.v1.cni.cncf.io/networks';

/** Rules about Services that have an SCTP port. */
export const serviceRules: readonly Rule[] = [
  {
    id: 'srv-name-missing',
    severity: 'warning',
    title: 'an SCTP port of a headless Service has no name',
    reason: 'DNS has SRV records for named ports only: peers find the addresses of the pods, but not the port.',
    remedy: 'name the port: peers find it as _NAME._sctp.SERVICE.NAMESPACE.svc',
    reference: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#srv-records',
    find: forSctpServices((service, ports) =>
      isHeadless(service)
        ? ports.flatMap((port) => hitIf(!port.at('name').text, port, `port ${port.at('port').value} has no name`))
        : [],
    ),
  },
  {
    id: 'cilium-target-port',
    severity: 'error',
    title: 'the target port of an SCTP port is another one, with Cilium',
    reason:
      'The datapath of Cilium does not rewrite ports of SCTP: packets come to the pod with the port of the Service.',
    remedy: 'let port and targetPort be the same',
    reference: 'https://docs.cilium.io/en/stable/configuration/sctp/',
    find: forSctpServices((service, ports, { cni }, subjects) =>
      cni !== 'cilium' || isHeadless(service)
        ? []
        : ports.flatMap((port) => {
            const [number, target] = [port.at('port').number, port.at('targetPort')];
            const targets = targetsOf(target, podsBehind(service, subjects));
            const other = targets.find((candidate) => candidate !== number);
            return hitIf(other !== undefined, target, `port ${number} leads to port ${other} of the pods`);
          }),
    ),
  },
  {
    id: 'load-balancer-mixed',
    severity: 'warning',
    title: 'a LoadBalancer has SCTP ports and others',
    reason: 'Before Kubernetes 1.26 the API server refuses it, and after that many load balancers do.',
    remedy: 'make one Service for each protocol',
    reference: `${pages.service}#load-balancers-with-mixed-protocol-types`,
    find: forSctpServices((service, ports) => {
      const all = service.at('spec', 'ports');
      const isMixed = all.items.length > ports.length;
      return hitIf(isLoadBalancer(service) && isMixed, all, 'its ports are of several protocols, one of them SCTP');
    }),
  },
  {
    id: 'load-balancer-sctp',
    severity: 'info',
    title: 'a LoadBalancer has an SCTP port',
    reason: 'The load balancers of most clouds do not carry SCTP, and leave the Service pending.',
    remedy: 'ask your cloud; else use NodePort, externalIPs or hostPort',
    reference: pages.enhancement,
    find: forSctpServices((service, [port]) =>
      port !== undefined && isLoadBalancer(service)
        ? [{ at: service.at('spec', 'type'), message: 'its type is LoadBalancer, and it has an SCTP port' }]
        : [],
    ),
  },
  {
    id: 'service-mixed-stacks',
    severity: 'error',
    title: 'a Service leads to pods of both SCTP stacks',
    reason:
      'The pods are on different nodes and speak for themselves. Which of them has an association depends on chance, and they have not the same limits and extensions.',
    remedy: 'select by a label that pods of one stack have only, as usctp.dev/sctp-stack',
    reference: pages.enhancement,
    find: forSctpServices((service, _, __, subjects) => {
      const pods = podsBehind(service, subjects);
      const [ours, theirs] = (['userspace', 'kernel'] as const).map((stack) => pods.find((pod) => pod.stack === stack));
      const message = `it selects pods of ${nameOf(ours)} (userspace) and of ${nameOf(theirs)} (kernel)`;
      return hitIf(ours !== undefined && theirs !== undefined, service.at('spec', 'selector'), message);
    }),
  },
  {
    id: 'multi-homed-behind-virtual-ip',
    severity: 'warning',
    title: 'a multi-homed pod is behind a virtual IP',
    reason:
      'The virtual IP is translated to one address of the pod. The others, which INIT names, are not: peers that have no route to them have one path only, and wait for the others in vain.',
    remedy: 'use a headless Service, or give peers the addresses of the interfaces',
    reference: pages.enhancement,
    find: forSctpServices((service, _, __, subjects) => {
      const pods = multiHomedBehind(service, subjects);
      const [pod] = pods;
      if (pod === undefined || areSeveral(pods)) return [];
      return [{ at: service.at('spec'), message: `${nameOf(pod)} has several interfaces (${networks})` }];
    }),
  },
  {
    id: 'multi-homed-replicas',
    severity: 'error',
    title: 'several replicas are behind a Service with several paths',
    reason:
      'Each path of an association is balanced by itself: a HEARTBEAT from the second one lands on another replica, which knows nothing of the association, and whose ABORT ends it.',
    remedy: 'use a headless Service, or one Service for each replica; or one path',
    reference: 'https://www.rfc-editor.org/rfc/rfc9260#section-8.4',
    find: forSctpServices((service, _, __, subjects) => {
      const multiHomed = multiHomedBehind(service, subjects);
      const externalIps = service.at('spec', 'externalIPs');
      const isOfSeveralAddresses = !isHeadless(service) && externalIps.items.length > 1;
      if (areSeveral(multiHomed)) {
        const message = `replicas of ${nameOf(multiHomed[0])} have several interfaces (${networks})`;
        return [{ at: service.at('spec'), message }];
      }
      const isBalanced = areSeveral(podsBehind(service, subjects));
      return hitIf(isOfSeveralAddresses && isBalanced, externalIps, 'several replicas have several external IPs');
    }),
  },
];

type FindInService = (
  service: Field,
  /** Its SCTP ports, at least one. */
  ports: readonly Field[],
  setting: RuleSetting,
  subjects: Subjects,
) => ReturnType<Rule['find']>;

function forSctpServices(find: FindInService): Rule['find'] {
  return (subjects, setting) =>
    subjects.services.flatMap((service) => {
      const ports = service.at('spec', 'ports').items.filter((port) => port.at('protocol').text === 'SCTP');
      return ports.length === 0 ? [] : find(service, ports, setting, subjects);
    });
}

function isHeadless(service: Field): boolean {
  return service.at('spec', 'clusterIP').text === 'None';
}

function isLoadBalancer(service: Field): boolean {
  return service.at('spec', 'type').text === 'LoadBalancer';
}

/** Numbers that a target port stands for; a name may be another one in each pod. */
function targetsOf(target: Field, pods: readonly SctpPod[]): readonly number[] {
  if (target.number !== undefined) return [target.number];
  const ports = pods.flatMap(({ containers }) => containers.flatMap(({ sctpPorts }) => sctpPorts));
  const named = ports.filter((port) => target.text !== undefined && port.at('name').text === target.text);
  return named.flatMap((port) => port.at('containerPort').number ?? []);
}

/** Pods with several interfaces that a virtual IP leads to. */
function multiHomedBehind(service: Field, subjects: Subjects): readonly SctpPod[] {
  if (isHeadless(service)) return [];
  return podsBehind(service, subjects).filter((pod) => Boolean(pod.metadata.at('annotations', networks).text?.trim()));
}

function areSeveral(pods: readonly SctpPod[]): boolean {
  return pods.reduce((sum, { replicas }) => sum + (replicas ?? Number.POSITIVE_INFINITY), 0) > 1;
}

function nameOf(pod: SctpPod | undefined): string {
  return `${pod?.object.kind} ${pod?.object.name}`;
}
