import { type Address, address } from '../address.ts';
import type { StateCookie } from '../association/state-cookie.ts';
import { Path } from '../path/path.ts';
import { PathSet } from '../path/path-set.ts';
import type { PathOptionsTo } from './endpoint-options.ts';

/** Addresses of a peer, one or more. */
export type Destinations = readonly [Address, ...Address[]];

/** The paths of an association that we call, the first one first: the user vouches for them (RFC 9260 §5.4). */
export function calledPaths(
  addresses: Destinations,
  localAddress: Address | undefined,
  pathOptionsTo: PathOptionsTo,
): PathSet {
  const path = (to: Address) => new Path(to, pathOptionsTo(to.ip), 'ACTIVE');
  const [first, ...others] = addresses;
  const primary = path(first);
  primary.localAddress = localAddress;
  return new PathSet(primary, others.map(path));
}

/** The paths of the association that a cookie makes: where INIT came from, and what it listed, to be confirmed (§5.4). */
export function acceptedPaths({ peerAddresses }: StateCookie, from: Address, pathOptionsTo: PathOptionsTo): PathSet {
  const [source = from.ip, ...others] = peerAddresses;
  const path = (ip: string, state: 'ACTIVE' | 'UNCONFIRMED') =>
    new Path(address(ip, from.udpPort), pathOptionsTo(ip), state);
  return new PathSet(
    path(source, 'ACTIVE'),
    others.map((ip) => path(ip, 'UNCONFIRMED')),
  );
}
