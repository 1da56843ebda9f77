import { dnsLabel, portName, serviceName } from '../generate/names.ts';

/** Where a Service is. */
export interface ServicePlace {
  /** Default: `default`. */
  readonly namespace?: string;
  /** Default: `cluster.local`. */
  readonly clusterDomain?: string;
}

/**
 * The name of the SRV records of a Service, for `connect({ srv })`: `_diameter._sctp.hss.core.svc.cluster.local`. They exist
 * for ports that have a name, which is `port`: one record where the Service has a virtual IP, one for each ready pod where it
 * is headless.
 * @throws RangeError for what is no name of a port, a Service, a namespace or a domain.
 */
export function srvNameOf(port: string, service: string, place: ServicePlace = {}): string {
  const { namespace = 'default', clusterDomain = 'cluster.local' } = place;
  for (const label of clusterDomain.split('.')) dnsLabel('the cluster domain', label);
  const host = `${serviceName(service)}.${dnsLabel('the namespace', namespace)}.svc.${clusterDomain}`;
  return `_${portName(port)}._sctp.${host}`;
}
