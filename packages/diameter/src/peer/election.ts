/**
 * Whether the local node wins the election against a peer that calls while it is called: then the connection that the
 * peer has made survives (RFC 6733 §5.6.4). Identities are compared as octets, capital letters as small ones.
 */
export function winsElection(localHost: string, peerHost: string): boolean {
  return localHost.toLowerCase() > peerHost.toLowerCase();
}

/** Whether two names of hosts or realms are the same one, as in the DNS (RFC 6733 §5.6.4). */
export function isSameIdentity(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
