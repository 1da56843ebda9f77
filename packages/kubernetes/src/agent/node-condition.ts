import type { NodeCheck } from '../host/check-node.ts';
import type { KernelSctp, Keys } from '../keys.ts';
import type { NodeCondition, NodeObject } from '../objects.ts';
import { hasKernelSctp, type Observation } from './observation.ts';

/** Characters of a message: an Event takes 1,024 bytes. */
const maxMessage = 1000;

/** What a node's status is to say, as a strategic merge patch; `now` is when the host was looked at. */
export function reportPatch(
  { check, bootId }: Observation,
  before: NodeObject,
  keys: Keys,
  now: number,
): { readonly metadata: object; readonly status: object } {
  return {
    metadata: {
      labels: { [keys.kernelSctp]: check.kernelSctp ?? null },
      annotations: { [keys.checkedAt]: timeOf(now), [keys.bootId]: bootId ?? null },
    },
    // Conditions are merged by their type: others stay as they are.
    status: { conditions: [conditionOf(check, before, keys.condition, now)] },
  };
}

function conditionOf(check: NodeCheck, before: NodeObject, type: string, now: number): NodeCondition {
  const known = before.status?.conditions?.find((condition) => condition.type === type);
  const { kernelSctp } = check;
  const status = kernelSctp === undefined ? 'Unknown' : hasKernelSctp(kernelSctp) ? 'True' : 'False';
  const since = known?.status === status ? known.lastTransitionTime : undefined;
  return {
    type,
    status,
    reason: reasonOf(kernelSctp),
    message: messageOf(check),
    lastHeartbeatTime: timeOf(now),
    lastTransitionTime: since ?? timeOf(now),
  };
}

const reasons = {
  absent: 'KernelSCTPAbsent',
  blocked: 'KernelSCTPBlocked',
  loaded: 'KernelSCTPLoaded',
  builtin: 'KernelSCTPBuiltIn',
} as const;

/** The word as Kubernetes has reasons. */
export function reasonOf(word: KernelSctp | undefined): string {
  return word === undefined ? 'KernelSCTPUnknown' : reasons[word];
}

/** What is so, why, and what to do, in so many words. */
export function messageOf({ summary, reasons, remedies }: NodeCheck): string {
  const remedy = remedies.length === 0 ? [] : [`Remedy: ${remedies.join('; then ')}.`];
  const text = [`${summary}.`, ...reasons, ...remedy].join(' ');
  return text.length <= maxMessage ? text : `${text.slice(0, maxMessage - 1)}…`;
}

/** A time of day in RFC 3339, to the second, as Kubernetes has it. */
export function timeOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
