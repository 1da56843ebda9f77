import { type Application, type ApplicationOptions, resolveApplication } from './application.ts';
import type { Manifest } from './manifest.ts';
import { routableAddress, serviceName, wholeNumber } from './names.ts';

/** What is said of a Service. */
export interface ServiceOptions extends ApplicationOptions {
  /** Addresses of both families where the cluster has both; default false. Needs Kubernetes 1.21. */
  readonly isDualStack?: boolean | undefined;
}

/** A Service with a virtual IP for the pods of an application. @throws RangeError as {@link ApplicationOptions} says. */
export function serviceManifest(options: ServiceOptions): Manifest {
  return manifestOf(options, resolveApplication(options), { type: 'ClusterIP' });
}

/**
 * A Service without a virtual IP: peers find the addresses of all pods, and the port by SRV, as `_NAME._sctp`.
 * @throws RangeError as {@link ApplicationOptions} says.
 */
export function headlessServiceManifest(options: ServiceOptions): Manifest {
  const application = resolveApplication(options);
  const moved = application.exposed.find(({ port, targetPort }) => port !== targetPort);
  if (moved !== undefined) {
    const reason = 'nothing is between a peer and the pods of a headless Service';
    throw new RangeError(`target port ${moved.targetPort} is not ${moved.port}: ${reason}`);
  }
  return manifestOf(options, application, { clusterIP: 'None' });
}

/** What is said of a Service that nodes open a port for. */
export interface NodePortOptions extends ServiceOptions {
  /** Port on every node, for an application of one port; default: the cluster chooses. */
  readonly nodePort?: number | undefined;
  /** First and last port that the cluster has for this (`--service-node-port-range`); default 30000–32767. */
  readonly nodePortRange?: readonly [number, number] | undefined;
  /** `Local`: only nodes that have a pod answer, and peers keep their address and port; default `Cluster`. */
  readonly trafficPolicy?: 'Cluster' | 'Local' | undefined;
}

/** A Service that each node answers for on a port. @throws RangeError as {@link ApplicationOptions} says. */
export function nodePortServiceManifest(options: NodePortOptions): Manifest {
  const { nodePort, nodePortRange: [first, last] = [30_000, 32_767], trafficPolicy = 'Cluster' } = options;
  const application = resolveApplication(options);
  if (nodePort !== undefined && application.exposed.length > 1) {
    throw new RangeError(`node port ${nodePort} can be for one port only, not for ${application.exposed.length}`);
  }
  if (nodePort !== undefined) wholeNumber('node port', nodePort, first, last);
  return manifestOf(
    options,
    application,
    { type: 'NodePort', externalTrafficPolicy: trafficPolicy },
    nodePort === undefined ? {} : { nodePort },
  );
}

/** What is said of a Service that has addresses outside of the cluster. */
export interface ExternalIpsOptions extends ServiceOptions {
  /** Addresses that the network routes to nodes; at least one. */
  readonly externalIps: readonly string[];
}

/** A Service that nodes take traffic to other addresses for. @throws RangeError as {@link ApplicationOptions} says. */
export function externalIpsServiceManifest(options: ExternalIpsOptions): Manifest {
  if (options.externalIps.length === 0) throw new RangeError('there is no external IP');
  const externalIPs = options.externalIps.map((address) => routableAddress('external IP', address));
  return manifestOf(options, resolveApplication(options), { type: 'ClusterIP', externalIPs });
}

/** A Service without a selector: its endpoints are given apart. */
export function selectorlessService(options: ServiceOptions, application: Application): Manifest {
  return manifestOf(options, { ...application, selector: {} }, { type: 'ClusterIP' });
}

function manifestOf(
  { name, isDualStack = false }: ServiceOptions,
  { metadata, selector, exposed }: Application,
  spec: Readonly<Record<string, unknown>>,
  ofPort: Readonly<Record<string, unknown>> = {},
): Manifest {
  serviceName(name);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      ...spec,
      ...(isDualStack && { ipFamilyPolicy: 'PreferDualStack' }),
      ...(Object.keys(selector).length > 0 && { selector }),
      ports: exposed.map((port) => ({ ...port, ...ofPort })),
    },
  };
}
