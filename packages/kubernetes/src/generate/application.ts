import { type Keys, keysUnder } from '../keys.ts';
import type { Manifest } from './manifest.ts';
import { dnsLabel, labels, portName, portNumber } from './names.ts';

/** A port of an application. */
export interface SctpPort {
  /** Up to 15 of a-z, 0-9 and -; default `sctp` for an only port. Peers find it as `_NAME._sctp` by SRV. */
  readonly name?: string;
  /** 1–65535. */
  readonly port: number;
  /** Port that the pods have for it, 1–65535; default: the same. */
  readonly targetPort?: number;
}

/** What is said of an application that speaks SCTP, for each manifest of it. */
export interface ApplicationOptions {
  /** A DNS label: name of the objects, and value of the label `app` that selects the pods. */
  readonly name: string;
  /** Default: the one of the kubeconfig that the manifests are applied with. */
  readonly namespace?: string | undefined;
  /** At least one; of several each has a name. */
  readonly ports: readonly SctpPort[];
  /** Labels of the pods; default `app` with the name. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** `udp`: SCTP in UDP (RFC 6951), so that the cluster sees UDP and pods need no privilege; default `none`. */
  readonly encapsulation?: 'none' | 'udp' | undefined;
  /** UDP port of the encapsulation; default 9899. */
  readonly udpPort?: number | undefined;
  /** `cilium`: refuses a target port that is another one than the port, which its datapath does not rewrite for SCTP. */
  readonly cni?: 'cilium' | undefined;
  /** Names of labels and taints; default: those under `usctp.dev`. */
  readonly keys?: Keys | undefined;
}

/** A port as the cluster sees it. */
interface ExposedPort {
  readonly name: string;
  readonly protocol: 'SCTP' | 'UDP';
  readonly port: number;
  readonly targetPort: number;
}

/** {@link ApplicationOptions}, checked and complete. */
export interface Application {
  readonly metadata: Manifest['metadata'];
  readonly selector: Readonly<Record<string, string>>;
  /** SCTP ports; within UDP the cluster does not see them. */
  readonly ports: readonly Required<SctpPort>[];
  readonly exposed: readonly ExposedPort[];
  readonly isEncapsulated: boolean;
  readonly udpPort: number;
  readonly keys: Keys;
}

/** @throws RangeError that names what Kubernetes would not take, and the limit. */
export function resolveApplication(options: ApplicationOptions): Application {
  const { name, namespace, encapsulation = 'none', cni, keys = keysUnder() } = options;
  const udpPort = portNumber('UDP port', options.udpPort ?? 9899);
  const selector = labels(options.labels ?? { app: dnsLabel('the name', name) });
  if (Object.keys(selector).length === 0) throw new RangeError('without a label, nothing selects the pods');
  const ports = resolvePorts(options.ports);
  if (cni === 'cilium') for (const port of ports) refuseTranslation(port);
  const isEncapsulated = encapsulation === 'udp';
  return {
    metadata: {
      name: dnsLabel('the name', name),
      ...(namespace !== undefined && { namespace: dnsLabel('namespace', namespace) }),
    },
    selector,
    ports,
    exposed: isEncapsulated
      ? [{ name: 'sctp-in-udp', protocol: 'UDP', port: udpPort, targetPort: udpPort }]
      : ports.map((port) => ({ name: port.name, protocol: 'SCTP', port: port.port, targetPort: port.targetPort })),
    isEncapsulated,
    udpPort,
    keys,
  };
}

function resolvePorts(ports: readonly SctpPort[]): Required<SctpPort>[] {
  if (ports.length === 0) throw new RangeError('an application has one port at least');
  const resolved = ports.map(({ name, port, targetPort }) => {
    if (name === undefined && ports.length > 1) {
      throw new RangeError(`port ${port} has no name: of several ports each needs one`);
    }
    return {
      name: portName(name ?? 'sctp'),
      port: portNumber('port', port),
      targetPort: portNumber('target port', targetPort ?? port),
    };
  });
  refuseTwice('name', resolved, ({ name }) => name);
  refuseTwice('number', resolved, ({ port }) => port);
  return resolved;
}

function refuseTwice(
  what: string,
  ports: readonly Required<SctpPort>[],
  of: (port: Required<SctpPort>) => string | number,
): void {
  const seen = new Set<string | number>();
  for (const value of ports.map(of)) {
    if (seen.has(value)) throw new RangeError(`two ports have the ${what} ${value}`);
    seen.add(value);
  }
}

function refuseTranslation({ port, targetPort }: Required<SctpPort>): void {
  if (port !== targetPort) {
    throw new RangeError(`target port ${targetPort} is not ${port}: Cilium does not rewrite the ports of SCTP`);
  }
}
