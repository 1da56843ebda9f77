import type { Manifest } from './manifest.ts';
import { dnsLabel } from './names.ts';

/** What is said of a namespace. */
export interface NamespaceOptions {
  readonly name: string;
  /** `udp`: its pods speak SCTP in UDP, and need no privilege; default `none`. */
  readonly encapsulation?: 'none' | 'udp' | undefined;
}

/**
 * A Namespace whose level of Pod Security lets its pods speak SCTP: privileged for raw sockets, as baseline forbids NET_RAW;
 * restricted within UDP. @throws RangeError for a name that is no DNS label.
 */
export function namespaceManifest({ name, encapsulation = 'none' }: NamespaceOptions): Manifest {
  const level = encapsulation === 'udp' ? 'restricted' : 'privileged';
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: dnsLabel('namespace', name), labels: { 'pod-security.kubernetes.io/enforce': level } },
  };
}
