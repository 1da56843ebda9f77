import type { ContainerLike, PodSpecLike, SecurityContextLike } from './pod-like.ts';

/** What a container that speaks SCTP is to get. */
export interface ContainerSettings {
  readonly isRaw: boolean;
  readonly hasFileCapability: boolean;
  readonly localhostProfile: string | undefined;
  readonly preStopSeconds: number;
  readonly pod: PodSpecLike;
}

/** Capabilities by which a container could load the kernel's module, so that they contradict what it is for. */
const loaders = ['ALL', 'SYS_MODULE'];

/** The container with what it needs to speak SCTP. @throws TypeError that names what contradicts it. */
export function forSctpContainer(container: ContainerLike, settings: ContainerSettings): ContainerLike {
  return {
    ...container,
    securityContext: securityContext(container, settings),
    ...(settings.preStopSeconds > 0 && { lifecycle: lifecycle(container, settings) }),
  };
}

function lifecycle({ lifecycle }: ContainerLike, { preStopSeconds }: ContainerSettings): ContainerLike['lifecycle'] {
  if (lifecycle?.preStop) return lifecycle;
  return { ...lifecycle, preStop: { exec: { command: ['sleep', String(preStopSeconds)] } } };
}

function securityContext(container: ContainerLike, settings: ContainerSettings): SecurityContextLike {
  const before = container.securityContext ?? {};
  const { isRaw, hasFileCapability } = settings;
  if (before.privileged) throw conflict(container, 'is privileged: it could load the SCTP of the kernel');
  const isRootNeeded = isRaw && !hasFileCapability;
  if (isRootNeeded) refuseOtherUsers(container, settings.pod);
  if (isRaw && hasFileCapability && before.allowPrivilegeEscalation === false) {
    throw conflict(container, 'has allowPrivilegeEscalation: false: a file capability has no effect then');
  }
  const localhostProfile = profile(container, settings);
  return {
    ...before,
    ...(isRootNeeded && { runAsUser: 0 }),
    // A file capability is what no_new_privs keeps from having an effect.
    ...(before.allowPrivilegeEscalation === undefined && { allowPrivilegeEscalation: isRaw && hasFileCapability }),
    capabilities: capabilities(container, isRaw),
    ...(localhostProfile !== undefined && { seccompProfile: localhostProfile }),
  };
}

/** Without a file capability only root has the capabilities of its container: Kubernetes sets no ambient ones. */
function refuseOtherUsers(container: ContainerLike, { securityContext: ofPod }: PodSpecLike): void {
  const remedy = 'let it be root, or give the program the file capability (hasFileCapability), or speak over UDP';
  const { runAsNonRoot = ofPod?.runAsNonRoot, runAsUser = ofPod?.runAsUser } = container.securityContext ?? {};
  if (runAsNonRoot) throw conflict(container, `has runAsNonRoot, and NET_RAW is for root: ${remedy}`);
  if (runAsUser) throw conflict(container, `has runAsUser ${runAsUser}, and NET_RAW is for root: ${remedy}`);
}

function capabilities(container: ContainerLike, isRaw: boolean): NonNullable<SecurityContextLike['capabilities']> {
  const { add, drop } = container.securityContext?.capabilities ?? {};
  const loader = (add ?? []).find((name) => loaders.includes(withoutPrefix(name)));
  if (loader !== undefined) throw conflict(container, `adds ${loader}: it could load the SCTP of the kernel`);
  const dropped = isRaw ? (drop ?? []).find((name) => withoutPrefix(name) === 'NET_RAW') : undefined;
  if (dropped !== undefined) throw conflict(container, `drops ${dropped}, which raw sockets need`);
  const isAdded = !isRaw || (add ?? []).some((name) => withoutPrefix(name) === 'NET_RAW');
  const isAllDropped = (drop ?? []).some((name) => withoutPrefix(name) === 'ALL');
  return {
    ...container.securityContext?.capabilities,
    drop: isAllDropped ? (drop ?? []) : [...(drop ?? []), 'ALL'],
    ...(!isAdded && { add: [...(add ?? []), 'NET_RAW'] }),
  };
}

function profile(
  container: ContainerLike,
  { localhostProfile }: ContainerSettings,
): SecurityContextLike['seccompProfile'] {
  const given = container.securityContext?.seccompProfile;
  if (localhostProfile === undefined) return given;
  if (given && given.localhostProfile !== localhostProfile) {
    throw conflict(
      container,
      `has the seccomp profile ${given.localhostProfile ?? given.type}, not ${localhostProfile}`,
    );
  }
  return { type: 'Localhost', localhostProfile };
}

function withoutPrefix(capability: string): string {
  return capability.toUpperCase().replace(/^CAP_/, '');
}

function conflict({ name }: ContainerLike, what: string): TypeError {
  return new TypeError(`container ${name} ${what}`);
}
