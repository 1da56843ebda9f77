import type { KernelSctp, Keys } from '../keys.ts';
import type { NodeChange } from '../nodes/change-node.ts';
import type { NodeObject, Taint } from '../objects.ts';
import { hasKernelSctp } from './observation.ts';

/**
 * What to change of a node's taints: one that is dedicated to userspace and has SCTP in its kernel takes no new pods. Undefined
 * when they are so already, or when it is not known what they are to be.
 */
export function planContaminationTaint(
  { metadata: { labels = {} }, spec }: NodeObject,
  word: KernelSctp | undefined,
  { stack, kernelSctp: key }: Keys,
): NodeChange | undefined {
  if (word === undefined) return undefined;
  const taints = spec?.taints ?? [];
  const others = taints.filter((taint) => taint.key !== key);
  const isContaminated = hasKernelSctp(word) && labels[stack] === 'userspace';
  if (!isContaminated) return others.length === taints.length ? undefined : { taints: others };
  const wanted: Taint = { key, value: word, effect: 'NoSchedule' };
  const [only, ...more] = taints.filter((taint) => taint.key === key);
  const isTainted = more.length === 0 && only?.value === wanted.value && only?.effect === wanted.effect;
  return isTainted ? undefined : { taints: [...others, wanted] };
}
