import { layerOnto } from './seccomp-layers.ts';
import {
  type Architecture,
  hiddenCalls,
  hiddenSocketCalls,
  isNotRaw,
  isSctp,
  type SeccompProfile,
  type SeccompRule,
  socketCalls,
} from './seccomp-profile.ts';

/** What is said of a profile. */
export interface SeccompOptions {
  /** Processors of the nodes; default both. */
  readonly architectures?: readonly Architecture[] | undefined;
  /**
   * A profile to start from, as parsed JSON: that of the container runtime, so that nothing of its protection is lost. By
   * itself the profile denies the SCTP of the kernel and what would pass it by, and nothing else.
   */
  readonly base?: unknown;
  /** Capabilities of the container, by which profiles of container runtimes differ; default NET_RAW. */
  readonly capabilities?: readonly string[] | undefined;
}

/** EPERM, as container runtimes answer what they deny. */
const errnoRet = 1;

/** Each with its 32-bit ways of calling, as a filter ends those who call in a way that it does not know. */
const families: Readonly<Record<Architecture, readonly string[]>> = {
  amd64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  arm64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
};

/**
 * A profile that denies sockets of the kernel's SCTP, which any process may open and which load its module, with EPERM, but
 * not the raw sockets of this protocol. With them go `io_uring_setup`, and `socketcall` of 32-bit x86 for sockets, which no
 * filter can see into. @throws RangeError for a base that is no profile, or that it cannot be joined with.
 */
export function seccompProfile(options: SeccompOptions = {}): SeccompProfile {
  const { architectures = ['amd64', 'arm64'], base, capabilities = ['NET_RAW'] } = options;
  if (architectures.length === 0) throw new RangeError('there is no processor that the profile is for');
  if (base !== undefined) return layerOnto(base, { denials, architectures, capabilities });
  return {
    defaultAction: 'SCMP_ACT_ALLOW',
    architectures: architectures.flatMap((architecture) => families[architecture]),
    syscalls: denials,
  };
}

const denied = { action: 'SCMP_ACT_ERRNO', errnoRet };

const denials: readonly SeccompRule[] = [
  ...isNotRaw.map((condition) => ({ names: socketCalls, ...denied, args: [condition, isSctp] })),
  { names: hiddenCalls, ...denied },
  ...hiddenSocketCalls.map((condition) => ({ names: ['socketcall'], ...denied, args: [condition] })),
];
