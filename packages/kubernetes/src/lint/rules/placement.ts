import type { Keys } from '../../keys.ts';
import { dedicatedTaint, demandedStack, isOfAll, mayBeOnDedicated, tolerationsOf } from '../placement.ts';
import { pages, type Rule } from '../rule.ts';
import type { SctpPod } from '../subjects.ts';
import { forPods, hitIf } from './hits.ts';

/** Rules about the nodes that pods are scheduled to. */
export const placementRules: readonly Rule[] = [
  {
    id: 'selector-missing',
    severity: 'error',
    title: 'a userspace SCTP pod may be scheduled to any node',
    reason:
      'On a node whose kernel has SCTP loaded, the kernel answers every packet of a userspace stack with ABORT. A toleration lets a pod onto dedicated nodes, but does not keep it from others.',
    remedy: 'add the nodeSelector usctp.dev/sctp-stack: userspace, or the same as required node affinity',
    reference: pages.dedicatedNodes,
    find: forPods((pod, { keys }) =>
      hitIf(
        pod.stack === 'userspace' && demandedStack(pod, keys) !== 'userspace',
        pod.spec.at('nodeSelector'),
        `no nodeSelector or affinity demands ${keys.stack}=userspace`,
      ),
    ),
  },
  {
    id: 'toleration-missing',
    severity: 'error',
    title: 'a userspace SCTP pod does not tolerate the taint of dedicated nodes',
    reason: 'Dedicated nodes have a taint with the effect NoSchedule: without a toleration the pod stays pending.',
    remedy: 'add a toleration: key usctp.dev/sctp-stack, operator Equal, value userspace, effect NoSchedule',
    reference: pages.dedicatedNodes,
    find: forPods((pod, { keys }) =>
      hitIf(
        pod.stack === 'userspace' && tolerationsOf(pod, dedicatedTaint(keys)).length === 0,
        pod.spec.at('tolerations'),
        `no toleration covers ${keys.stack}=userspace:NoSchedule`,
      ),
    ),
  },
  {
    id: 'stack-contradictory',
    severity: 'error',
    title: 'the label of a pod names one SCTP stack, its nodes are those of the other',
    reason:
      'The label lets a pod onto the nodes that it names, where admission asks for it. The selector takes it to those of the other stack.',
    remedy: 'give the label of the pod and its selector the same value',
    reference: pages.enhancement,
    find: forPods((pod, { keys }) => {
      const [label, demanded] = [pod.labels.get(keys.stack), demandedStack(pod, keys)];
      return hitIf(
        label !== undefined && demanded !== undefined && label !== demanded,
        pod.metadata.at('labels', keys.stack),
        `the label says ${label}, selector or affinity demand ${demanded}`,
      );
    }),
  },
  {
    id: 'stack-undeclared',
    severity: 'warning',
    title: 'a pod has an SCTP port, and does not say by which stack',
    reason:
      "An application that opens sockets of the kernel's SCTP loads its module, wherever the pod is, and ends userspace SCTP there. One that has its own stack needs a node where that has not happened.",
    remedy: 'demand nodes by usctp.dev/sctp-stack: userspace or kernel, in the nodeSelector',
    reference: pages.enhancement,
    find: forPods((pod, { keys }) =>
      pod.stack !== 'undeclared' || mayBeOnDedicated(pod, keys)
        ? []
        : pod.containers.flatMap(({ name, sctpPorts: [port] }) =>
            port === undefined
              ? []
              : [{ at: port, message: `container ${name} has an SCTP port; nothing says which stack it uses` }],
          ),
    ),
  },
  {
    id: 'node-name',
    severity: 'warning',
    title: 'an SCTP pod names its node',
    reason:
      'nodeName passes the scheduler by, and so the taints: the pod runs there whatever the node is for, and admission of dedicated nodes refuses it.',
    remedy: 'use nodeSelector instead of nodeName',
    reference: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename',
    find: forPods((pod, { isLive }) => {
      const nodeName = pod.spec.at('nodeName');
      // The scheduler writes it, too.
      const isWritten = Boolean(nodeName.text) && !(isLive && pod.object.kind === 'Pod');
      return hitIf(isSctp(pod) && isWritten, nodeName, `nodeName ${nodeName.text} passes taints by`);
    }),
  },
  {
    id: 'host-network',
    severity: 'warning',
    title: 'a userspace SCTP pod is in the network namespace of its node',
    reason:
      "A raw socket there gets the SCTP packets of the whole node: two such pods answer each other's packets with ABORT. NetworkPolicies do not hold for the pod.",
    remedy: 'leave hostNetwork out, and use a hostPort or a second interface',
    reference: pages.podSecurity,
    find: forPods((pod) => {
      const hostNetwork = pod.spec.at('hostNetwork');
      return hitIf(pod.stack === 'userspace' && hostNetwork.boolean === true, hostNetwork, 'hostNetwork is true');
    }),
  },
  {
    id: 'tolerates-everything',
    severity: 'info',
    title: 'a pod tolerates all taints, and does not opt in',
    reason:
      "operator: Exists without a key tolerates the taint of dedicated nodes, too: what the pod does there is not known. One that opens a socket of the kernel's SCTP loads its module.",
    remedy: 'tolerate what is meant by its key; what has to be on every node opts in by the label on its pods',
    reference: pages.dedicatedNodes,
    find: forPods((pod, { keys }) => {
      const toleration = tolerationsOf(pod, dedicatedTaint(keys)).find(isOfAll);
      const isGuest = pod.stack === 'none' && pod.labels.get(keys.stack) !== 'userspace';
      if (toleration === undefined || !isGuest || !mayBeOnDedicated(pod, keys)) return [];
      return [{ at: toleration, message: `it tolerates all taints without the label ${optIn(keys)}` }];
    }),
  },
];

function isSctp({ stack }: SctpPod): boolean {
  return stack === 'userspace' || stack === 'kernel' || stack === 'undeclared';
}

function optIn({ stack }: Keys): string {
  return `${stack}=userspace`;
}
