/** A condition of a rule on one argument of a system call. */
export interface SeccompArgument {
  /** Place of the argument, from 0. */
  readonly index: number;
  /** For `SCMP_CMP_MASKED_EQ` the mask. */
  readonly value: number;
  /** For `SCMP_CMP_MASKED_EQ` what is left under the mask. */
  readonly valueTwo?: number;
  readonly op: string;
}

/** What becomes of system calls, where all conditions on their arguments are met. */
export interface SeccompRule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly SeccompArgument[];
}

/** A profile of seccomp as container runtimes read it from a file (OCI runtime specification). */
export interface SeccompProfile {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures: readonly string[];
  readonly syscalls: readonly SeccompRule[];
}

/** A type of processor, as Kubernetes names it. */
export type Architecture = 'amd64' | 'arm64';

/** What opens sockets with the arguments domain, type and protocol; `socketpair` makes both ends before it fails. */
export const socketCalls: readonly string[] = ['socket', 'socketpair'];

/** What opens sockets in ways that no filter sees: its arguments are in memory. */
export const hiddenCalls: readonly string[] = ['io_uring_setup', 'io_uring_enter', 'io_uring_register'];

/** Protocol number of SCTP (RFC 9260 §12.1, in the registry of IANA). */
export const sctpProtocol = 132;

const typeIndex = 1;
const protocolIndex = 2;

/** SOCK_TYPE_MASK: above are SOCK_NONBLOCK and SOCK_CLOEXEC. */
const typeMask = 0xf;
const rawType = 3;

/** The kernel takes these arguments as int: what is above its 32 bits, the filter must not see. */
const intMask = 0xffff_ffff;

/** The socket is raw. */
export const isRaw: SeccompArgument = masked(typeIndex, typeMask, rawType);

/** Where one of these is met, the socket is not raw: a bit of the type is another one. */
export const isNotRaw: readonly SeccompArgument[] = [1, 2, 4, 8].map((bit) => masked(typeIndex, bit, ~rawType & bit));

/** The protocol is SCTP. */
export const isSctp: SeccompArgument = masked(protocolIndex, intMask, sctpProtocol);

/** Where one of these is met, the protocol is none of those. */
export function isNoProtocolOf(protocols: readonly number[]): readonly SeccompArgument[] {
  return blocksWithout(protocols, 0, 32);
}

/** The functions `socket` and `socketpair` of `socketcall`, which 32-bit x86 has: their arguments are in memory. */
export const hiddenSocketCalls: readonly SeccompArgument[] = [1, 8].map((call) => masked(0, intMask, call));

/** The profile's text, as it goes into a file. */
export function renderSeccompProfile(profile: SeccompProfile): string {
  return `${JSON.stringify(profile, undefined, 2)}\n`;
}

/** The numbers of 32 bits but for some, as blocks of those that begin with the same bits. */
function blocksWithout(excluded: readonly number[], first: number, bits: number): readonly SeccompArgument[] {
  const inside = excluded.filter((value) => value >= first && value < first + 2 ** bits);
  if (inside.length === 0) return [masked(protocolIndex, intMask - (2 ** bits - 1), first)];
  if (bits === 0) return [];
  const half = bits - 1;
  return [...blocksWithout(inside, first, half), ...blocksWithout(inside, first + 2 ** half, half)];
}

function masked(index: number, mask: number, value: number): SeccompArgument {
  return { index, value: mask, valueTwo: value, op: 'SCMP_CMP_MASKED_EQ' };
}
