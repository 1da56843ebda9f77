import type { KernelSctp } from '../keys.ts';
import { messageOf, reasonOf, timeOf } from './node-condition.ts';
import { hasKernelSctp, type Observation } from './observation.ts';

/** Where the events of objects without a namespace are. */
const namespace = 'default';
export const eventsPath = `/api/v1/namespaces/${namespace}/events`;

/** Who tells. */
const component = 'usctp-agent';

/** An event that a node's word has changed, at the time `now`; a warning where userspace SCTP does not work for it. */
export function eventOf(
  { check }: Observation,
  name: string,
  { isExpected }: { readonly isExpected: boolean },
  now: number,
): object {
  const { kernelSctp } = check;
  const isGood = kernelSctp !== undefined && (isExpected || !hasKernelSctp(kernelSctp));
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${now.toString(16)}`, namespace },
    // As uid the kubelet gives its name, and by that `kubectl describe node` looks for them.
    involvedObject: { apiVersion: 'v1', kind: 'Node', name, uid: name },
    type: isGood ? 'Normal' : 'Warning',
    reason: reasonOf(kernelSctp),
    message: messageOf(check),
    source: { component, host: name },
    reportingComponent: component,
    reportingInstance: name,
    firstTimestamp: timeOf(now),
    lastTimestamp: timeOf(now),
    count: 1,
  };
}

/** Whether a change is worth an event: that a new node is as it should be is not. */
export function isWorthAnEvent(before: KernelSctp | undefined, word: KernelSctp | undefined): boolean {
  return before !== word && (before !== undefined || hasKernelSctp(word));
}
