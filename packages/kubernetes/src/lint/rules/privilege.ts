import type { Field } from '../field.ts';
import { dedicatedTaint, demandedStack, isOfAll, mayBeOnDedicated, tolerationsOf } from '../placement.ts';
import type { Container } from '../pod.ts';
import { pages, type Rule } from '../rule.ts';
import { grantOf, loaderOf, otherUserOf } from '../security.ts';
import { kernelProgramOf } from '../stack.ts';
import { forPods, forSpeakers, hitIf } from './hits.ts';

/** Rules about what containers may do, and may not. */
export const privilegeRules: readonly Rule[] = [
  {
    id: 'net-raw-missing',
    severity: 'error',
    title: 'a userspace SCTP container has NET_RAW taken away',
    reason: 'A userspace stack sends and receives by raw sockets, which take the capability NET_RAW.',
    remedy: 'drop ALL and add NET_RAW, or speak SCTP in UDP, which needs no privilege',
    reference: pages.securityContext,
    find: forSpeakers(
      (container) =>
        hitIf(
          grantOf(container, 'NET_RAW') === 'dropped',
          capabilities(container),
          `container ${container.name} drops NET_RAW, by its name or with ALL, and does not add it`,
        ),
      'userspace',
    ),
  },
  {
    id: 'net-raw-implicit',
    severity: 'warning',
    title: 'a userspace SCTP container leaves NET_RAW to the container runtime',
    reason: 'containerd grants NET_RAW to who does not ask for it. CRI-O does not, and raw sockets fail with EPERM.',
    remedy: 'drop ALL and add NET_RAW',
    reference: pages.securityContext,
    find: forSpeakers(
      (container) =>
        hitIf(
          grantOf(container, 'NET_RAW') === 'left to the runtime',
          capabilities(container),
          `container ${container.name} does not add NET_RAW`,
        ),
      'userspace',
    ),
  },
  {
    id: 'net-raw-without-root',
    severity: 'error',
    title: 'a userspace SCTP container has NET_RAW, but not as root',
    reason:
      'Kubernetes sets no ambient capabilities: for a user other than root NET_RAW has no effect unless the program has it as file capability, and that has none where allowPrivilegeEscalation is false.',
    remedy:
      'let it be root with NET_RAW alone; or give the program the file capability cap_net_raw+ep, and say so by allowPrivilegeEscalation: true; or speak SCTP in UDP',
    reference: pages.securityContext,
    find: forSpeakers((container, pod) => {
      const user = otherUserOf(container, pod);
      const context = container.field.at('securityContext');
      return hitIf(
        user !== undefined &&
          grantOf(container, 'NET_RAW') !== 'dropped' &&
          context.at('allowPrivilegeEscalation').boolean !== true,
        context,
        `container ${container.name} has ${user}, and no allowPrivilegeEscalation: true: NET_RAW has no effect`,
      );
    }, 'userspace'),
  },
  {
    id: 'namespace-level',
    severity: 'error',
    title: 'the Pod Security level of the namespace forbids a userspace SCTP pod',
    reason: 'The levels baseline and restricted forbid NET_RAW: the API server refuses the pod.',
    remedy: 'give such pods a namespace whose level is privileged, or speak SCTP in UDP',
    reference: pages.podSecurity,
    find: forPods((pod, _, { namespaces }) => {
      if (pod.stack !== 'userspace') return [];
      const namespace = namespaces.find((root) => root.object.name === pod.object.namespace);
      const level = namespace?.at('metadata', 'labels', 'pod-security.kubernetes.io/enforce').text;
      const message = `the namespace ${pod.object.namespace} has the level ${level}, which forbids NET_RAW`;
      return hitIf(level === 'baseline' || level === 'restricted', pod.spec, message);
    }),
  },
  {
    id: 'kernel-sctp-on-dedicated',
    severity: 'error',
    title: "a pod that may use the kernel's SCTP tolerates the taint of dedicated nodes",
    reason:
      "The first socket of the kernel's SCTP loads its module, which answers for every userspace stack of the node with ABORT, and stays until a reboot.",
    remedy: 'keep it on nodes for the kernel by nodeSelector usctp.dev/sctp-stack: kernel, and tolerate no other taint',
    reference: pages.enhancement,
    find: forPods((pod, { keys }) => {
      if (!mayBeOnDedicated(pod, keys) || pod.stack === 'udp') return [];
      const [toleration] = tolerationsOf(pod, dedicatedTaint(keys));
      const programs = pod.containers.flatMap((container) => {
        const program = kernelProgramOf(container);
        if (program === undefined) return [];
        const message = `container ${container.name} runs \`${program}\`, which loads the kernel's SCTP`;
        return [{ at: container.field, message }];
      });
      if (programs.length > 0 || toleration === undefined) return programs;
      const message = 'it has an SCTP port, does not say by which stack, and may be on dedicated nodes';
      return hitIf(pod.stack === 'undeclared' || pod.stack === 'kernel', toleration, message);
    }),
  },
  {
    id: 'privileged-on-dedicated',
    severity: 'error',
    title: 'a pod for dedicated nodes could load kernel modules',
    reason:
      "Who is privileged, or has SYS_MODULE, can load the kernel's SCTP, even where modprobe.d keeps it out, and needs neither for SCTP in userspace.",
    remedy: 'leave privileged, SYS_MODULE and ALL out; NET_RAW is enough',
    reference: pages.podSecurity,
    find: forPods((pod, { keys }) => {
      const isMeant = tolerationsOf(pod, dedicatedTaint(keys)).some((toleration) => !isOfAll(toleration));
      const isLabelled = pod.labels.get(keys.stack) === 'userspace';
      if (!isMeant && !isLabelled && demandedStack(pod, keys) !== 'userspace') return [];
      return pod.containers.flatMap((container) => {
        const loader = loaderOf(container);
        const message = `container ${container.name} ${loader}`;
        return hitIf(loader !== undefined, container.field.at('securityContext'), message);
      });
    }),
  },
];

function capabilities({ field }: Container): Field {
  return field.at('securityContext', 'capabilities');
}
