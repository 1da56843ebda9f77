import type { Keys } from '../keys.ts';
import type { Path } from './field.ts';
import { dedicatedTaint, demandedStack, isOfAll, tolerationsOf } from './placement.ts';
import type { Container, Pod } from './pod.ts';
import { grantOf } from './security.ts';

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

/**
 * Containers that speak SCTP: those with a port for it; without any such port those that add NET_RAW, as others beside them
 * do something else; without these all. Init containers and ephemeral ones do so with a port only.
 */
export function speakersOf({ containers }: Pod): readonly Container[] {
  const servers = containers.filter(
    ({ sctpPorts, encapsulationPorts }) => sctpPorts.length > 0 || encapsulationPorts.length > 0,
  );
  if (servers.length > 0) return servers;
  const main = containers.filter(({ isMain }) => isMain);
  const speakers = main.filter((container) => grantOf(container, 'NET_RAW') === 'added');
  return speakers.length > 0 ? speakers : main;
}

/** Programs that are known to ask for the kernel's SCTP. */
const kernelPrograms: readonly RegExp[] = [
  /\bmodprobe\s+(?:-(?![rRn]|-remove|-dry-run|-show)\S+\s+)*sctp(?![\w-])/,
  /\bmodprobe\s+(?:-\S+\s+)*(?:-a|--all)\s+(?:[\w-]+\s+)*sctp(?![\w-])/,
  /\binsmod\s+(?:\S*\/)?sctp\.ko\b/,
  /\b(?:withsctp|checksctp|sctp_(?:darn|test))\b/,
  /\bsocat\b.*\bsctp[46]?(?:-listen|-connect)?:/i,
  /(?:^|\s)--sctp(?:-port)?(?![\w-])/,
];

/** Where a container has command lines beside its own. */
const hooks: readonly Path[] = [
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
  ...[['readinessProbe'], ['livenessProbe'], ['startupProbe']],
];

/** The part of a container's command lines that asks for the kernel's SCTP; undefined where none is known to. */
export function kernelProgramOf({ field }: Container): string | undefined {
  const own = [...field.at('command').texts, ...field.at('args').texts];
  const lines = [own, ...hooks.map((path) => field.at(...path, 'exec', 'command').texts)].map((line) => line.join(' '));
  const matches = lines.flatMap((line) => kernelPrograms.map((program) => program.exec(line)?.[0].trim()));
  return matches.find((match) => match !== undefined);
}

function toleratesByKey(pod: Pod, keys: Keys, value: 'userspace' | 'kernel'): boolean {
  return tolerationsOf(pod, { ...dedicatedTaint(keys), value }).some((toleration) => !isOfAll(toleration));
}
