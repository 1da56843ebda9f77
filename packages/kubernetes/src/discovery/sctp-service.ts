import type { ResolveOptions, SrvAnswer, WatchOptions } from 'usctp';
import { type ServicePlace, srvNameOf } from './service-name.ts';

/**
 * The targets of a Service's port with this name, in the order in which they are to be tried (RFC 2782), as `resolveSrv` of
 * usctp gives them. That package has to be installed, as those who call them have it.
 * @throws (as a rejection) RangeError for what is no name; SctpError `ERR_SCTP_NOT_RESOLVED` where DNS has no such records:
 * there is no such Service, none of its pods is ready, or the port has no name.
 */
export async function resolveSctpService(
  port: string,
  service: string,
  { namespace, clusterDomain, ...how }: ServicePlace & ResolveOptions = {},
): Promise<SrvAnswer> {
  const name = srvNameOf(port, service, placeOf(namespace, clusterDomain));
  const { resolveSrv } = await import('usctp');
  return resolveSrv(name, how);
}

/** The same, now and whenever the targets have become others, as `watchSrv` of usctp does. @throws as {@link resolveSctpService} */
export async function* watchSctpService(
  port: string,
  service: string,
  { namespace, clusterDomain, ...how }: ServicePlace & WatchOptions = {},
): AsyncGenerator<SrvAnswer, void, undefined> {
  const name = srvNameOf(port, service, placeOf(namespace, clusterDomain));
  const { watchSrv } = await import('usctp');
  yield* watchSrv(name, how);
}

function placeOf(namespace: string | undefined, clusterDomain: string | undefined): ServicePlace {
  return { ...(namespace !== undefined && { namespace }), ...(clusterDomain !== undefined && { clusterDomain }) };
}
