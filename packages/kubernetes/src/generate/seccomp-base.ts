import type { Architecture, SeccompArgument, SeccompRule } from './seccomp-profile.ts';

/** A profile to start from, for the processors and capabilities that it was asked for. */
export interface BaseProfile {
  readonly defaultAction: string;
  readonly defaultErrnoRet: number | undefined;
  readonly syscalls: readonly SeccompRule[];
}

/** For which processors and capabilities the rules of a base are wanted. */
interface Wanted {
  readonly architectures: readonly Architecture[];
  readonly capabilities: readonly string[];
}

/** Kernels that Kubernetes runs on are newer. */
const leastKernel = [4, 19] as const;

/** What profiles of Docker and of containers/common call processors and their 32-bit ways of calling. */
const families: Readonly<Record<Architecture, readonly string[]>> = {
  amd64: ['amd64', 'x32'],
  arm64: ['arm64', 'arm'],
};

/**
 * Reads a profile as container runtimes have it, and takes the rules that are for some processors and capabilities only where
 * they are wanted: containerd, which reads a file of a node, does not know of these. @throws RangeError for what is none.
 */
export function parseBase(base: unknown, wanted: Wanted): BaseProfile {
  if (!isRecord(base) || typeof base.defaultAction !== 'string' || !Array.isArray(base.syscalls)) {
    throw new RangeError('the base is no profile of seccomp: it lacks defaultAction or syscalls');
  }
  const { defaultAction, defaultErrnoRet, syscalls } = base;
  return {
    defaultAction,
    defaultErrnoRet: typeof defaultErrnoRet === 'number' ? defaultErrnoRet : undefined,
    syscalls: syscalls.flatMap((rule, place) => {
      const name = `rule ${place + 1} of the base`;
      if (!isRecord(rule)) throw new RangeError(`${name} is none`);
      return isWanted(rule, wanted) ? [parseRule(rule, name)] : [];
    }),
  };
}

function parseRule({ names, action, errnoRet, args }: Readonly<Record<string, unknown>>, name: string): SeccompRule {
  if (!Array.isArray(names) || !names.every((each) => typeof each === 'string') || typeof action !== 'string') {
    throw new RangeError(`${name} lacks names or action`);
  }
  const list = args ?? [];
  if (!Array.isArray(list) || !list.every(isArgument)) throw new RangeError(`${name} has args that are none`);
  return {
    names,
    action,
    ...(typeof errnoRet === 'number' && { errnoRet }),
    ...(list.length > 0 && { args: list.map(({ index, value, valueTwo, op }) => ({ index, value, valueTwo, op })) }),
  };
}

function isArgument(value: unknown): value is Required<SeccompArgument> {
  if (!isRecord(value)) return false;
  return typeof value.index === 'number' && typeof value.value === 'number' && typeof value.op === 'string';
}

function isWanted({ includes, excludes }: Readonly<Record<string, unknown>>, wanted: Wanted): boolean {
  const included = conditionsOf(includes);
  const excluded = conditionsOf(excludes);
  const architectures = wanted.architectures.flatMap((architecture) => families[architecture]);
  const capabilities = wanted.capabilities.map(withPrefix);
  return (
    (included.arches.length === 0 || included.arches.some((name) => architectures.includes(String(name)))) &&
    included.caps.every((name) => capabilities.includes(withPrefix(name))) &&
    (included.minKernel === undefined || isOldEnough(included.minKernel)) &&
    !excluded.arches.some((name) => architectures.includes(String(name))) &&
    !excluded.caps.some((name) => capabilities.includes(withPrefix(name))) &&
    (excluded.minKernel === undefined || !isOldEnough(excluded.minKernel))
  );
}

function conditionsOf(value: unknown): {
  readonly arches: readonly unknown[];
  readonly caps: readonly unknown[];
  readonly minKernel: unknown;
} {
  const { arches, caps, minKernel } = isRecord(value) ? value : {};
  return {
    arches: Array.isArray(arches) ? arches : [],
    caps: Array.isArray(caps) ? caps : [],
    minKernel: minKernel ?? undefined,
  };
}

function isOldEnough(minKernel: unknown): boolean {
  const [major = 0, minor = 0] = String(minKernel).split('.').map(Number);
  return major < leastKernel[0] || (major === leastKernel[0] && minor <= leastKernel[1]);
}

function withPrefix(capability: unknown): string {
  return `CAP_${String(capability).toUpperCase().replace(/^CAP_/, '')}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
