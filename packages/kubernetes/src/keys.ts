/** Which SCTP stack a node is for. */
export type SctpStack = 'userspace' | 'kernel';

/** What an agent has found out about the kernel's SCTP on its node. */
export type KernelSctp = 'absent' | 'blocked' | 'loaded' | 'builtin';

/** The names under which nodes are labelled, tainted, annotated and judged. */
export interface Keys {
  /** Label and taint: `userspace` or `kernel`. */
  readonly stack: string;
  /** Label that an agent sets: a {@link KernelSctp}. */
  readonly kernelSctp: string;
  /** Annotation: tool version, time and author of the last change, as JSON. */
  readonly dedicatedBy: string;
  /** Annotation that an agent renews: when it last looked, in RFC 3339. */
  readonly checkedAt: string;
  /** Annotation that an agent sets: of which boot of the node its word is. */
  readonly bootId: string;
  /** Annotation of a node that is being remediated: how far that is, as JSON. */
  readonly remediation: string;
  /** Annotation of a node that is drained and waits for a reboot: tool version, time, author and boot id, as JSON. */
  readonly rebootRequested: string;
  /** Type of the node condition that says whether the kernel's SCTP is loaded; `True` is the problem. */
  readonly condition: string;
  /** Annotation of an object that breaks rules of lint on purpose: which, and why. */
  readonly lintIgnore: string;
}

const defaultPrefix = 'usctp.dev';

/**
 * Prefix of labels that a kubelet may not set on its own node (NodeRestriction): for clusters whose nodes are not
 * trusted.
 */
export const restrictedPrefix = 'usctp.node-restriction.kubernetes.io';

/**
 * The keys under a prefix, a DNS subdomain; default `usctp.dev`. Those of `own` are as they are there: names of up to 63
 * characters, with a prefix of their own or without.
 * @throws RangeError for a prefix or a name that Kubernetes does not take, and for two that are the same.
 */
export function keysUnder(prefix: string = defaultPrefix, own: Partial<Keys> = {}): Keys {
  if (!isSubdomain(prefix)) throw new RangeError(`${prefix} is no prefix for labels: it takes a DNS subdomain`);
  const keys: Keys = {
    stack: `${prefix}/sctp-stack`,
    kernelSctp: `${prefix}/kernel-sctp`,
    dedicatedBy: `${prefix}/dedicated-by`,
    checkedAt: `${prefix}/kernel-sctp-checked-at`,
    bootId: `${prefix}/kernel-sctp-boot-id`,
    remediation: `${prefix}/remediation`,
    rebootRequested: `${prefix}/reboot-requested`,
    condition: 'KernelSCTPLoaded',
    lintIgnore: `${prefix}/lint-ignore`,
    ...own,
  };
  const names = new Map<string, string>();
  for (const [what, name] of Object.entries(keys)) {
    const other = names.get(name);
    if (!isQualifiedName(name)) throw new RangeError(`${name} is no key for ${what}: it takes NAME or DOMAIN/NAME`);
    if (other !== undefined) throw new RangeError(`${name} is the key of ${other} and of ${what}`);
    names.set(name, what);
  }
  return keys;
}

function isQualifiedName(text: string): boolean {
  const [name = '', prefix, ...rest] = text.split('/').reverse();
  const isName = name.length <= 63 && /^[a-z0-9]([-\w.]*[a-z0-9])?$/i.test(name);
  return isName && rest.length === 0 && (prefix === undefined || isSubdomain(prefix));
}

function isSubdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}
