import { type Keys, keysUnder } from '../keys.ts';
import { dnsLabel, imageName, portNumber, wholeNumber } from './names.ts';

/** What is said of the agents of a cluster. */
export interface AgentManifestOptions {
  /** An image whose program is `usctp-k8s`. */
  readonly image: string;
  /** Name of the objects, a DNS label; default `usctp-agent`. */
  readonly name?: string | undefined;
  /** Namespace of the pods; default `usctp-system`. */
  readonly namespace?: string | undefined;
  /** Whether the namespace is one of the manifests; default true. */
  readonly makesNamespace?: boolean | undefined;
  /** Port of /metrics and the probes, 1–65535; default 9610. */
  readonly port?: number | undefined;
  /** Longest time between reports, in s: 1–120, default 60. */
  readonly heartbeatSeconds?: number | undefined;
  /** Whether dedicated nodes are tainted while their kernel has SCTP, for which agents may patch nodes; default false. */
  readonly taintsWhenLoaded?: boolean | undefined;
  /** As `system-node-critical`; default: the cluster's. */
  readonly priorityClass?: string | undefined;
  /** Whether admission limits each agent to its own node; needs Kubernetes 1.30; default false. */
  readonly isLimitedToOwnNode?: boolean | undefined;
  /** Names of labels and taints, as {@link keysUnder} gives them; default: those under `usctp.dev`. */
  readonly keys?: Keys | undefined;
}

/** {@link AgentManifestOptions}, checked and complete. */
export interface AgentSettings {
  readonly image: string;
  readonly name: string;
  readonly namespace: string;
  readonly makesNamespace: boolean;
  readonly port: number;
  readonly heartbeatSeconds: number;
  readonly taintsWhenLoaded: boolean;
  readonly priorityClass: string | undefined;
  readonly isLimitedToOwnNode: boolean;
  readonly keys: Keys;
}

/** @throws RangeError that names what Kubernetes would not take, and the limit. */
export function resolveAgent(options: AgentManifestOptions): AgentSettings {
  const { name = 'usctp-agent', namespace = 'usctp-system', image, priorityClass, keys = keysUnder() } = options;
  const { makesNamespace = true, taintsWhenLoaded = false, isLimitedToOwnNode = false } = options;
  return {
    name: dnsLabel('the name', name),
    namespace: dnsLabel('namespace', namespace),
    image: imageName(image),
    port: portNumber('port', options.port ?? 9610),
    heartbeatSeconds: wholeNumber('heartbeat', options.heartbeatSeconds ?? 60, 1, 120),
    priorityClass: priorityClass === undefined ? undefined : dnsLabel('priority class', priorityClass),
    makesNamespace,
    taintsWhenLoaded,
    isLimitedToOwnNode,
    keys,
  };
}
