import { type Keys, keysUnder } from '../keys.ts';
import type { Toleration } from '../objects.ts';
import { type ContainerSettings, forSctpContainer } from './container.ts';
import { wholeNumber } from './names.ts';
import type { ContainerLike, PodSpecLike, TolerationLike } from './pod-like.ts';

/** How a pod speaks SCTP in userspace. */
export interface UserspaceSctpOptions {
  /** Names of the containers that open SCTP sockets; needed when the pod has several. */
  readonly containers?: readonly string[] | undefined;
  /** `udp`: SCTP in UDP, which needs no privilege and any node will do for; default `none`. */
  readonly encapsulation?: 'none' | 'udp' | undefined;
  /**
   * Whether the program that opens the sockets has the file capability `cap_net_raw+ep`, so that a user other than root
   * may run it; default false.
   */
  readonly hasFileCapability?: boolean | undefined;
  /** Profile of seccomp below the kubelet's folder for them, as {@link seccompProfile} makes one; default: none is set. */
  readonly localhostProfile?: string | undefined;
  /**
   * Pause before SIGTERM, in seconds, in which Services learn that the pod ends: 0–3600, default 5; 0 for none. It is
   * `sleep`, which the image has to have.
   */
  readonly preStopSeconds?: number | undefined;
  /** From the end's beginning until SIGKILL, in seconds; default 30, of which the pause takes its part. */
  readonly gracePeriodSeconds?: number | undefined;
  /** Names of labels and taints; default: those under `usctp.dev`. */
  readonly keys?: Keys | undefined;
}

/** What a pod's spec has for SCTP in userspace; over UDP it keeps the selector and the tolerations that it had. */
export interface SctpPodSpec {
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations?: readonly TolerationLike[] | undefined;
  readonly terminationGracePeriodSeconds: number;
}

/**
 * The pod's spec, and what it needs to speak SCTP in userspace: the selector of dedicated nodes and the toleration of their
 * taint, NET_RAW and no other capability that it did not ask for, a pause before SIGTERM and a time for SHUTDOWN. What it has
 * already stays; the object that is given is not changed; applied again, it changes nothing.
 * @throws TypeError that names what the pod has and that cannot go with it; RangeError for an option out of its range.
 */
export function forUserspaceSctp<T extends PodSpecLike>(spec: T, options: UserspaceSctpOptions = {}): T & SctpPodSpec {
  const { encapsulation = 'none', hasFileCapability = false, keys = keysUnder(), localhostProfile } = options;
  const preStopSeconds = wholeNumber('the pause before SIGTERM', options.preStopSeconds ?? 5, 0, 3600);
  const isRaw = encapsulation === 'none';
  const chosen = chosenContainers(spec, options.containers);
  const settings: ContainerSettings = { isRaw, hasFileCapability, localhostProfile, preStopSeconds, pod: spec };
  return {
    ...spec,
    ...(isRaw && placement(spec, keys)),
    terminationGracePeriodSeconds: gracePeriod(spec, chosen, { ...options, preStopSeconds }),
    containers: spec.containers.map((container) =>
      chosen.includes(container) ? forSctpContainer(container, settings) : container,
    ),
  };
}

/** The label by which a pod says that it means to be on a dedicated node; see {@link admissionPolicyManifests}. */
export function optInLabel(keys: Keys = keysUnder()): Readonly<Record<string, string>> {
  return { [keys.stack]: 'userspace' };
}

function chosenContainers({ containers }: PodSpecLike, names: readonly string[] | undefined): readonly ContainerLike[] {
  const known = containers.map(({ name }) => name).join(', ');
  if (containers.length === 0) throw new TypeError('the pod has no container');
  if (names === undefined && containers.length > 1) {
    throw new TypeError(`the pod has several containers (${known}): name those that speak SCTP`);
  }
  const missing = names?.find((name) => !containers.some((container) => container.name === name));
  if (missing !== undefined) throw new TypeError(`the pod has no container ${missing}, but ${known}`);
  return names === undefined ? containers : containers.filter(({ name }) => names.includes(name));
}

function placement(spec: PodSpecLike, { stack }: Keys): Pick<PodSpecLike, 'nodeSelector' | 'tolerations'> {
  const { nodeName, nodeSelector, tolerations } = spec;
  if (nodeName) throw new TypeError(`nodeName ${nodeName} passes the scheduler by, and so the taints of nodes`);
  const selected = nodeSelector?.[stack];
  if (selected !== undefined && selected !== 'userspace') {
    throw new TypeError(`nodeSelector ${stack} is ${selected}, not userspace`);
  }
  const isTolerated = (tolerations ?? []).some((toleration) => covers(toleration, stack));
  const toleration: Toleration = { key: stack, operator: 'Equal', value: 'userspace', effect: 'NoSchedule' };
  return {
    nodeSelector: { ...nodeSelector, [stack]: 'userspace' },
    tolerations: isTolerated ? (tolerations ?? []) : [...(tolerations ?? []), toleration],
  };
}

function covers({ key, operator, value, effect }: TolerationLike, stack: string): boolean {
  if (effect && effect !== 'NoSchedule') return false;
  if (operator === 'Exists') return !key || key === stack;
  return key === stack && value === 'userspace';
}

function gracePeriod(
  { terminationGracePeriodSeconds: given }: PodSpecLike,
  chosen: readonly ContainerLike[],
  { gracePeriodSeconds, preStopSeconds = 0 }: UserspaceSctpOptions,
): number {
  const seconds = given ?? wholeNumber('the grace period', gracePeriodSeconds ?? 30, 1, 86_400);
  const isPaused = chosen.some(({ lifecycle }) => !lifecycle?.preStop);
  if (isPaused && seconds <= preStopSeconds) {
    const reason = `leaves no time for SHUTDOWN after a pause of ${preStopSeconds}`;
    throw new TypeError(`terminationGracePeriodSeconds ${seconds} ${reason}`);
  }
  return seconds;
}
