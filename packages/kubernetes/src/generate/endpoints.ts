import { isIPv6 } from 'node:net';
import { type Application, resolveApplication } from './application.ts';
import type { Manifest } from './manifest.ts';
import { routableAddress } from './names.ts';
import { type ServiceOptions, selectorlessService } from './services.ts';

/** What is said of a Service that has no pods of its own. */
export interface NoSelectorOptions extends Omit<ServiceOptions, 'labels'> {
  /** Addresses of the endpoints, at least one. */
  readonly addresses: readonly string[];
  /** Kind of the objects that have the addresses: `Endpoints` is for Kubernetes 1.20; default `EndpointSlice`. */
  readonly endpoints?: 'EndpointSlice' | 'Endpoints' | undefined;
}

/**
 * A Service without a selector, and its endpoints: SCTP servers outside of the cluster under a name and an address inside.
 * @throws RangeError that names what Kubernetes would not take.
 */
export function noSelectorManifests(options: NoSelectorOptions): Manifest[] {
  const { addresses, endpoints = 'EndpointSlice' } = options;
  const application = resolveApplication(options);
  if (addresses.length === 0) throw new RangeError('there is no address of an endpoint');
  if (new Set(addresses).size < addresses.length) throw new RangeError(`an address is twice in ${addresses.join(' ')}`);
  for (const address of addresses) routableAddress('endpoint', address);
  const service = selectorlessService(options, application);
  if (endpoints === 'Endpoints') return [service, endpointsOf(application, addresses)];
  const families = [
    { addressType: 'IPv4', members: addresses.filter((address) => !isIPv6(address)) },
    { addressType: 'IPv6', members: addresses.filter(isIPv6) },
  ].filter(({ members }) => members.length > 0);
  return [service, ...families.map((family) => sliceOf(application, family))];
}

function endpointsOf({ metadata, exposed }: Application, addresses: readonly string[]): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    subsets: [
      {
        addresses: addresses.map((ip) => ({ ip })),
        ports: exposed.map(({ name, protocol, targetPort }) => ({ name, protocol, port: targetPort })),
      },
    ],
  };
}

/** A slice is of one family. */
function sliceOf(
  { metadata, exposed }: Application,
  { addressType, members }: { readonly addressType: string; readonly members: readonly string[] },
): Manifest {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...metadata,
      name: `${metadata.name}-${addressType.toLowerCase()}`,
      labels: {
        'kubernetes.io/service-name': metadata.name,
        'endpointslice.kubernetes.io/managed-by': 'usctp-k8s',
      },
    },
    addressType,
    endpoints: members.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: exposed.map(({ name, protocol, targetPort }) => ({ name, protocol, port: targetPort })),
  };
}
