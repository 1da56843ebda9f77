import { type BaseProfile, parseBase } from './seccomp-base.ts';
import {
  type Architecture,
  hiddenCalls,
  isNoProtocolOf,
  isRaw,
  type SeccompArgument,
  type SeccompProfile,
  type SeccompRule,
  sctpProtocol,
  socketCalls,
} from './seccomp-profile.ts';

/** What a base is joined with. */
export interface LayerOptions {
  readonly denials: readonly SeccompRule[];
  readonly architectures: readonly Architecture[];
  readonly capabilities: readonly string[];
}

/** What a base may know of processors beside {@link Architecture}, with its 32-bit ways of calling but that of x86. */
const families: Readonly<Record<Architecture, readonly string[]>> = {
  amd64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X32'],
  arm64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
};

/**
 * The base, with the SCTP of the kernel denied as well. What it allows is made less, so that no two rules are for the same
 * sockets: which of them counts is not said. Programs of 32-bit x86 do not run: what they open by `socketcall`, no filter
 * sees.
 * @throws RangeError for what is no profile, or has conditions that cannot be joined.
 */
export function layerOnto(base: unknown, { denials, architectures, capabilities }: LayerOptions): SeccompProfile {
  const { defaultAction, defaultErrnoRet, syscalls }: BaseProfile = parseBase(base, { architectures, capabilities });
  const rules = syscalls.flatMap((rule) => (isDenial(rule.action) ? [rule] : withoutKernelSctp(rule)));
  return {
    defaultAction,
    ...(defaultErrnoRet !== undefined && { defaultErrnoRet }),
    architectures: architectures.flatMap((architecture) => families[architecture]),
    syscalls: [...rules, ...denials],
  };
}

function isDenial(action: string): boolean {
  return /^SCMP_ACT_(ERRNO|TRAP|KILL.*)$/.test(action);
}

function withoutKernelSctp(rule: SeccompRule): SeccompRule[] {
  const { names, args = [], ...rest } = rule;
  const sockets = names.filter((name) => socketCalls.includes(name));
  const others = names.filter((name) => ![...socketCalls, ...hiddenCalls, 'socketcall'].includes(name));
  const conditions = sockets.length === 0 ? [] : conditionsWithoutKernelSctp(args);
  return [
    ...(others.length === 0 ? [] : [{ ...rule, names: others }]),
    ...conditions.map((condition) => ({ ...rest, names: sockets, args: condition })),
  ];
}

/** Conditions of which each allows a part of what these allow; together all but SCTP that is not raw. */
function conditionsWithoutKernelSctp(args: readonly SeccompArgument[]): (readonly SeccompArgument[])[] {
  const [, ofType, ofProtocol] = [0, 1, 2].map((place) => args.filter(({ index }) => index === place));
  const [{ op, value } = { op: undefined, value: sctpProtocol }, ...more] = ofProtocol ?? [];
  if (ofType?.length !== 0 || more.length > 0 || (op !== undefined && op !== equal && op !== notEqual)) {
    throw new RangeError('the base has conditions on the type or the protocol of sockets that cannot be joined');
  }
  if (op === equal && value !== sctpProtocol) return [args];
  const raw = [...args, isRaw];
  if (op === equal) return [raw];
  const rest = args.filter(({ index }) => index !== 2);
  return [...isNoProtocolOf([sctpProtocol, value]).map((block) => [...rest, block]), raw];
}

const equal = 'SCMP_CMP_EQ';
const notEqual = 'SCMP_CMP_NE';
