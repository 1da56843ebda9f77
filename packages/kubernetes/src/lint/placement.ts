import type { Keys, SctpStack } from '../keys.ts';
import { covers } from '../nodes/toleration.ts';
import type { Taint, Toleration } from '../objects.ts';
import type { Field } from './field.ts';
import type { Pod } from './pod.ts';

/** The taint of nodes that are dedicated to userspace SCTP. */
export function dedicatedTaint(keys: Keys): Taint {
  return { key: keys.stack, value: 'userspace', effect: 'NoSchedule' };
}

/** Tolerations of a pod that cover the taint. */
export function tolerationsOf({ spec }: Pod, taint: Taint): Field[] {
  return spec.at('tolerations').items.filter((field) => covers(tolerationOf(field), taint));
}

/** Whether the toleration is of all taints, with this effect or any. */
export function isOfAll(toleration: Field): boolean {
  return !toleration.at('key').text;
}

/** The stack whose nodes are the only ones that a pod may be scheduled to; undefined where others will do. */
export function demandedStack({ spec }: Pod, { stack: key }: Keys): SctpStack | undefined {
  if (allows(spec, key, undefined)) return undefined;
  const [isUserspace, isKernel] = [allows(spec, key, 'userspace'), allows(spec, key, 'kernel')];
  if (isUserspace === isKernel) return undefined;
  return isUserspace ? 'userspace' : 'kernel';
}

/** Whether the scheduler may take a pod to a node that is dedicated to userspace SCTP. */
export function mayBeOnDedicated(pod: Pod, keys: Keys): boolean {
  return tolerationsOf(pod, dedicatedTaint(keys)).length > 0 && allows(pod.spec, keys.stack, 'userspace');
}

/** Whether a pod may be on a node with that value of the label, or without the label, as far as that label goes. */
function allows(spec: Field, key: string, value: string | undefined): boolean {
  const selected = spec.at('nodeSelector', key).text;
  if (selected !== undefined && selected !== value) return false;
  const required = spec.at('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const terms = required.at('nodeSelectorTerms').items;
  return terms.length === 0 || terms.some((term) => termAllows(term, key, value));
}

function termAllows(term: Field, key: string, value: string | undefined): boolean {
  const expressions = term.at('matchExpressions').items.filter((expression) => expression.at('key').text === key);
  return expressions.every((expression) => meets(expression, value));
}

/** Whether the value of a label, undefined for none, meets an expression; an operator that is unknown is met. */
export function meets(expression: Field, value: string | undefined): boolean {
  const { texts } = expression.at('values');
  switch (expression.at('operator').text) {
    case 'In':
      return value !== undefined && texts.includes(value);
    case 'NotIn':
      return value === undefined || !texts.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}

function tolerationOf(field: Field): Toleration {
  const [key, value] = [field.at('key').text, field.at('value').text];
  return {
    ...(key !== undefined && { key }),
    ...(value !== undefined && { value }),
    ...(field.at('operator').text === 'Exists' && { operator: 'Exists' }),
    effect: (field.at('effect').text ?? '') as Taint['effect'] | '', // compared only
  };
}
