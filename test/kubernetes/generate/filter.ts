import type { SeccompArgument, SeccompProfile } from '@usctp/kubernetes';

/** A system call, its arguments as the registers have them. */
export interface SystemCall {
  readonly name: string;
  readonly args: readonly bigint[];
}

/**
 * What becomes of a call, as `ACTION` or `ACTION errno`.
 * @throws Error when rules that say different things are met at once: which of them counts is not defined.
 */
export function actionOf({ defaultAction, syscalls }: SeccompProfile, { name, args }: SystemCall): string {
  const met = syscalls.filter(
    (rule) => rule.names.includes(name) && (rule.args ?? []).every((each) => isMet(each, args)),
  );
  const actions = [...new Set(met.map(({ action, errnoRet }) => [action, errnoRet].join(' ').trim()))];
  if (actions.length > 1) throw new Error(`${name}(${args.join()}) has ${actions.join(' and ')}`);
  return actions[0] ?? defaultAction;
}

function isMet({ index, value, valueTwo = 0, op }: SeccompArgument, args: readonly bigint[]): boolean {
  const argument = args[index] ?? 0n;
  switch (op) {
    case 'SCMP_CMP_EQ':
      return argument === BigInt(value);
    case 'SCMP_CMP_NE':
      return argument !== BigInt(value);
    case 'SCMP_CMP_MASKED_EQ':
      return (argument & BigInt(value)) === BigInt(valueTwo);
    default:
      throw new Error(`${op} is not known here`);
  }
}
