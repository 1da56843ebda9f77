import type { Keys } from '../keys.ts';
import type { Field } from './field.ts';
import type { Subjects } from './subjects.ts';

/** How bad it is: `error` will not work, `warning` may not, `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** What is told of a rule. */
export interface RuleDescription {
  /** By which it is named in findings, in annotations and on the command line: words joined by hyphens. */
  readonly id: string;
  readonly severity: Severity;
  /** What is found, in a few words. */
  readonly title: string;
  /** Why that is wrong. */
  readonly reason: string;
  readonly remedy: string;
  /** URL of what says so. */
  readonly reference: string;
}

/** A rule. */
export interface Rule extends RuleDescription {
  readonly find: (subjects: Subjects, setting: RuleSetting) => readonly Hit[];
}

/** What rules have to know besides the objects. */
export interface RuleSetting {
  readonly keys: Keys;
  readonly cni: 'cilium' | undefined;
  /** Whether the objects are a cluster's, which has written to them, too. */
  readonly isLive: boolean;
  /** Of all rules. */
  readonly ids: ReadonlySet<string>;
}

/** A place where a rule is broken. */
export interface Hit {
  readonly at: Field;
  /** What is wrong there. */
  readonly message: string;
}

/** Pages that several rules refer to. */
export const pages = {
  annotations: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  dedicatedNodes: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#example-use-cases',
  enhancement: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/614-sctp-support',
  networkPolicies: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  objects: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/',
  podSecurity: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  securityContext: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  service: 'https://kubernetes.io/docs/concepts/services-networking/service/',
  termination: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
} as const;
