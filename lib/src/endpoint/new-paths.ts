import { type Address, address } from '../address.ts';
import type { StateCookie } from '../association/state-cookie.ts';
import { Path } from '../path/path.ts';
import { PathSet } from '../path/path-set.ts';
import { type EndpointOptions, pathOptionsTo } from './endpoint-options.ts';

/** Addresses of a peer, one or more. */
export type Destinations = readonly [Address, ...Address[]];

/** The paths of an association that we call, the first one first: the user vouches for them (RFC 9260 §5.4). */
export function calledPaths(
  addresses: Destinations,
  localAddress: Address | undefined,
  endpoint: EndpointOptions,
): PathSet {
  const path = (to: Address) => new Path(to, pathOptionsTo(to.ip, endpoint), 'ACTIVE');
  const [first, ...others] = addresses;
  const primary = path(first);
  primary.localAddress = localAddress;
  return new PathSet(primary, others.map(path));
}

/** The paths of the association that a cookie makes: where INIT came from, and what it listed, to be confirmed (§5.4). */
export function acceptedPaths({ peerAddresses }: StateCookie, from: Address, endpoint: EndpointOptions): PathSet {
  const [source = from.ip, ...others] = peerAddresses;
  const path = (ip: string, state: 'ACTIVE' | 'UNCONFIRMED') =>
    new Path(address(ip, from.udpPort), pathOptionsTo(ip, endpoint), state);
  return new PathSet(
    path(source, 'ACTIVE'),
    others.map((ip) => path(ip, 'UNCONFIRMED')),
  );
}
