import { type ApplicationOptions, resolveApplication } from './application.ts';
import type { Manifest } from './manifest.ts';
import { dnsLabel, labels, network, portNumber } from './names.ts';

/** Who may speak to the pods. */
export type PolicyPeer =
  | { readonly cidr: string }
  /** All pods of a namespace, which Kubernetes 1.21 or newer labels with its name. */
  | { readonly namespace: string }
  /** Pods of the same namespace. */
  | { readonly labels: Readonly<Record<string, string>> };

/** What is said of a NetworkPolicy. */
export interface NetworkPolicyOptions extends ApplicationOptions {
  /** Default: everybody. */
  readonly from?: readonly PolicyPeer[] | undefined;
  /** TCP port of a probe that the kubelet makes over the network; `usctp probe` needs none, as it runs in the pod. */
  readonly probePort?: number | undefined;
  /** Networks of the nodes, whose kubelets ask that port; needed with it. */
  readonly nodeNetworks?: readonly string[] | undefined;
}

/**
 * A NetworkPolicy that lets in SCTP for the ports of the pods (UDP where SCTP is in it), and nothing else but the probe.
 * @throws RangeError that names what Kubernetes would not take.
 */
export function networkPolicyManifest(options: NetworkPolicyOptions): Manifest {
  const { metadata, selector, exposed } = resolveApplication(options);
  const { from = [] } = options;
  const ports = exposed.map(({ protocol, targetPort }) => ({ protocol, port: targetPort }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress'],
      ingress: [{ ...(from.length > 0 && { from: from.map(peerOf) }), ports }, ...probeRules(options)],
    },
  };
}

function peerOf(peer: PolicyPeer): object {
  if ('cidr' in peer) return { ipBlock: { cidr: network('peers', peer.cidr) } };
  if ('labels' in peer) return { podSelector: { matchLabels: labels(peer.labels) } };
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dnsLabel('namespace', peer.namespace) } },
  };
}

function probeRules({ probePort, nodeNetworks = [] }: NetworkPolicyOptions): object[] {
  if (probePort === undefined && nodeNetworks.length === 0) return [];
  if (probePort === undefined) throw new RangeError('networks of nodes are for the port of a probe, which is missing');
  portNumber('probe port', probePort);
  if (nodeNetworks.length === 0) {
    throw new RangeError(`probe port ${probePort} would be open for all: it takes the networks of the nodes`);
  }
  const from = nodeNetworks.map((cidr) => ({ ipBlock: { cidr: network('nodes', cidr) } }));
  return [{ from, ports: [{ protocol: 'TCP', port: probePort }] }];
}
