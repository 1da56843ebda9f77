import type { Keys } from '../keys.ts';
import { dedicatedTaint, demandedStack, isOfAll, tolerationsOf } from './placement.ts';
import type { Container, Pod } from './pod.ts';

/** How a pod speaks SCTP. */
export type Stack =
  /** By raw sockets: it demands nodes that are dedicated to it, or has an SCTP port and is marked as such. */
  | 'userspace'
  /** In UDP, which needs no privilege, and any node will do. */
  | 'udp'
  /** By the kernel: the same with nodes that are dedicated to that. */
  | 'kernel'
  /** It has an SCTP port, and does not say by which stack. */
  | 'undeclared'
  /** Not, as far as can be seen; what is on dedicated nodes besides, as an agent, is this. */
  | 'none';

/**
 * How a pod speaks SCTP. Marks are, in this order: nodes that it demands by selector or affinity; the label of its own that
 * opts in; a toleration of the taint by its key. A label or a toleration without an SCTP port says only where the pod may
 * be, as it does of agents.
 */
export function stackOf(pod: Pod, keys: Keys): Stack {
  const hasPorts = pod.containers.some(({ sctpPorts }) => sctpPorts.length > 0);
  if (!hasPorts && pod.containers.some(({ encapsulationPorts }) => encapsulationPorts.length > 0)) return 'udp';
  const demanded = demandedStack(pod, keys);
  if (demanded !== undefined) return demanded;
  if (!hasPorts) return 'none';
  const label = pod.labels.get(keys.stack);
  if (label === 'userspace' || label === 'kernel') return label;
  if (toleratesByKey(pod, keys, 'userspace')) return 'userspace';
  return toleratesByKey(pod, keys, 'kernel') ? 'kernel' : 'undeclared';
}

/** Containers that speak SCTP: those with a port for it; without any such port, all. */
export function speakersOf({ containers }: Pod): readonly Container[] {
  const speakers = containers.filter(
    ({ sctpPorts, encapsulationPorts }) => sctpPorts.length > 0 || encapsulationPorts.length > 0,
  );
  return speakers.length > 0 ? speakers : containers;
}

/** Programs that are known to ask for the kernel's SCTP. */
const kernelPrograms: readonly RegExp[] = [
  /\bmodprobe\s+(?:-\S+\s+)*sctp(?![\w-])/,
  /\bwithsctp\b/,
  /(?:^|\s)--sctp(?:-port)?(?![\w-])/,
];

/** The part of a container's command line that asks for the kernel's SCTP; undefined where none is known to. */
export function kernelProgramOf({ field }: Container): string | undefined {
  const line = [...field.at('command').texts, ...field.at('args').texts].join(' ');
  return kernelPrograms.map((program) => program.exec(line)?.[0].trim()).find((match) => match !== undefined);
}

function toleratesByKey(pod: Pod, keys: Keys, value: 'userspace' | 'kernel'): boolean {
  return tolerationsOf(pod, { ...dedicatedTaint(keys), value }).some((toleration) => !isOfAll(toleration));
}
