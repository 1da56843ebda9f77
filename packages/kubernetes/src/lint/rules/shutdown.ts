import { type Container, isTask } from '../pod.ts';
import { pages, type Rule } from '../rule.ts';
import { speakersOf } from '../stack.ts';
import { forPods, forSpeakers, hitIf } from './hits.ts';

/** What SHUTDOWN may take, in seconds: a lost packet or two on the way. */
const shutdownSeconds = 5;

/** What a pod has where it says nothing, in seconds. */
const defaultGraceSeconds = 30;

/** Rules about how pods end. */
export const shutdownRules: readonly Rule[] = [
  {
    id: 'pre-stop-missing',
    severity: 'warning',
    title: 'an SCTP server gets SIGTERM before Services know that it ends',
    reason:
      'A pod that ends is taken from its Services and gets SIGTERM at the same time. For a moment peers are still led to it, and new associations with a server that shuts down fail.',
    remedy: 'give the container a preStop hook that sleeps for some seconds',
    reference: pages.termination,
    find: forSpeakers(
      (container, pod) =>
        hitIf(
          isServer(container) && !isTask(pod) && !container.field.at('lifecycle', 'preStop').exists,
          container.field,
          `container ${container.name} has no preStop hook`,
        ),
      'userspace',
      'udp',
      'kernel',
    ),
  },
  {
    id: 'grace-period-short',
    severity: 'warning',
    title: 'an SCTP pod is killed before its associations can end',
    reason:
      'SHUTDOWN waits for what is in flight and for the answer of the peer (RFC 9260 §9.2). Without it peers learn of the end by heartbeats that fail, after minutes; conntrack goes on to lead them to a pod that is gone.',
    remedy: `let terminationGracePeriodSeconds be ${shutdownSeconds} more than what preStop takes`,
    reference: pages.termination,
    find: forPods((pod) => {
      const grace = pod.spec.at('terminationGracePeriodSeconds');
      const seconds = grace.exists ? grace.number : defaultGraceSeconds;
      const pause = Math.max(0, ...speakersOf(pod).map(pauseOf));
      if (!['userspace', 'udp', 'kernel'].includes(pod.stack) || seconds === undefined) return [];
      const message = `the grace period is ${seconds} s, of which preStop takes ${pause}: ${shutdownSeconds} are for SHUTDOWN`;
      return hitIf(seconds < pause + shutdownSeconds, grace, message);
    }),
  },
];

function isServer({ sctpPorts, encapsulationPorts }: Container): boolean {
  return sctpPorts.length + encapsulationPorts.length > 0;
}

/** How long the preStop hook of a container sleeps, in seconds, as far as can be seen. */
function pauseOf({ field }: Container): number {
  const hook = field.at('lifecycle', 'preStop');
  const [, seconds = '0'] = /(?:^|[\s/])sleep\s+(\d+)/.exec(hook.at('exec', 'command').texts.join(' ')) ?? [];
  return hook.at('sleep', 'seconds').number ?? Number(seconds);
}
