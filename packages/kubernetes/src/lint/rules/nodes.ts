import { pages, type Rule } from '../rule.ts';
import { kernelProgramOf } from '../stack.ts';
import type { SctpNode, SctpPod } from '../subjects.ts';
import { hitIf } from './hits.ts';

/** Rules about nodes that are dedicated to userspace SCTP; only a cluster knows them. */
export const nodeRules: readonly Rule[] = [
  {
    id: 'node-taint-missing',
    severity: 'error',
    title: 'a dedicated node has no taint',
    reason: "Any pod may be scheduled there, and load the kernel's SCTP.",
    remedy: 'kubectl usctp dedicate NODE',
    reference: pages.dedicatedNodes,
    find: forDedicatedNodes(({ field, status }) =>
      hitIf(
        status.taint === undefined,
        field.at('spec', 'taints'),
        'it has the label of dedicated nodes, and no taint',
      ),
    ),
  },
  {
    id: 'node-kernel-sctp',
    severity: 'error',
    title: 'the kernel of a dedicated node has SCTP',
    reason:
      'It answers packets of userspace stacks with ABORT, in every network namespace of the node, until a reboot.',
    remedy: 'kubectl usctp remediate NODE, after usctp-k8s node block on it',
    reference: pages.enhancement,
    find: forDedicatedNodes(({ field, status: { kernelSctp } }) =>
      hitIf(
        kernelSctp === 'loaded' || kernelSctp === 'builtin',
        field.at('metadata', 'labels'),
        `its agent says that the kernel's SCTP is ${kernelSctp === 'builtin' ? 'built in' : 'loaded'}`,
      ),
    ),
  },
  {
    id: 'node-not-blocked',
    severity: 'warning',
    title: "nothing keeps the kernel's SCTP off a dedicated node",
    reason: 'The module is not loaded, but the next SCTP socket of any program on the node loads it.',
    remedy: 'usctp-k8s node block on the node',
    reference: pages.enhancement,
    find: forDedicatedNodes(({ field, status: { kernelSctp } }) =>
      hitIf(kernelSctp === 'absent', field.at('metadata', 'labels'), 'its agent says that SCTP could be loaded'),
    ),
  },
  {
    id: 'node-agent-stale',
    severity: 'warning',
    title: 'the agent of a dedicated node tells nothing any more',
    reason: 'What it said last may not be so any more: it is too old, or of another boot.',
    remedy: 'look why the pod of the agent on the node does not report: its log says so',
    reference: pages.dedicatedNodes,
    find: forDedicatedNodes(({ field, status: { isStale, checkedAt } }) =>
      hitIf(isStale, field.at('metadata', 'annotations'), `its agent has last looked at ${checkedAt}`),
    ),
  },
  {
    id: 'node-agent-missing',
    severity: 'info',
    title: 'a dedicated node has no agent',
    reason: "Nobody tells when its kernel's SCTP is loaded.",
    remedy: 'usctp-k8s generate agent --image IMAGE | kubectl apply -f -',
    reference: pages.dedicatedNodes,
    find: forDedicatedNodes(({ field, status: { checkedAt } }) =>
      hitIf(checkedAt === undefined, field.at('metadata', 'annotations'), 'no agent has looked at its kernel'),
    ),
  },
  {
    id: 'node-kernel-pods',
    severity: 'error',
    title: "a pod that may use the kernel's SCTP is on a dedicated node",
    reason:
      "The first socket of the kernel's SCTP loads its module, and ends userspace SCTP on the node until a reboot.",
    remedy: 'move it to nodes for the kernel; if the module is loaded, kubectl usctp remediate NODE',
    reference: pages.enhancement,
    find: forDedicatedNodes(({ pods, status: { name } }) =>
      pods.flatMap((pod) =>
        hitIf(mayUseKernel(pod), pod.spec.at('nodeName'), `it is on node ${name}, which is for userspace SCTP`),
      ),
    ),
  },
  {
    id: 'node-foreign-pods',
    severity: 'warning',
    title: 'pods on a dedicated node do not tolerate its taint',
    reason: 'They were there before, or came by nodeName. What they do to the kernel is not known.',
    remedy: 'kubectl usctp dedicate NODE --drain moves those that can be evicted',
    reference: pages.dedicatedNodes,
    find: forDedicatedNodes(({ field, status: { conflicts } }) =>
      hitIf(conflicts.length > 0, field.at('spec', 'taints'), `its taint is not tolerated by ${conflicts.join(', ')}`),
    ),
  },
];

function forDedicatedNodes(find: (node: SctpNode) => ReturnType<Rule['find']>): Rule['find'] {
  return ({ nodes }) => nodes.filter(({ status }) => status.stack === 'userspace').flatMap(find);
}

function mayUseKernel({ stack, containers }: SctpPod): boolean {
  if (stack === 'kernel' || stack === 'undeclared') return true;
  return containers.some((container) => kernelProgramOf(container) !== undefined);
}
