import type { capabilitiesExchange } from '../dictionary/base/peer-commands.ts';
import type { RequestOf } from '../dictionary/command.ts';

/** What a node says of itself in CER and CEA (RFC 6733 §5.3). */
export type Capabilities = RequestOf<typeof capabilitiesExchange>;

/** Those of this node, but for its addresses, which differ from connection to connection. */
export type LocalCapabilities = Omit<Capabilities, 'Host-IP-Address'>;

/** Application identifier of nodes that pass on messages of every application (RFC 6733 §2.4). */
export const relayApplicationId = 0xffffffff;

/** The one Inband-Security-Id that we have: nothing but what the transport gives (RFC 6733 §6.10). */
const noInbandSecurity = 0;

/** Whether two nodes have an application in common, of whatever kind; a relay has all (RFC 6733 §5.3). */
export function hasCommonApplication(local: LocalCapabilities, peer: LocalCapabilities): boolean {
  return [...applicationIds(peer)].some((id) => id === relayApplicationId || supports(local, id));
}

/** Whether the node takes messages of the application (RFC 6733 §2.7). */
export function supports(node: LocalCapabilities, applicationId: number): boolean {
  const ids = applicationIds(node);
  return ids.has(applicationId) || ids.has(relayApplicationId);
}

/** Whether the peer can do without TLS inside of the connection; who says nothing of it can (RFC 6733 §6.10). */
export function hasCommonSecurity({ 'Inband-Security-Id': ids = [] }: Capabilities): boolean {
  return ids.length === 0 || ids.includes(noInbandSecurity);
}

/** Vendors are not compared: "MUST NOT be used during computation" (RFC 6733 §5.3). */
function applicationIds(node: LocalCapabilities): Set<number> {
  const groups = node['Vendor-Specific-Application-Id'] ?? [];
  return new Set([
    ...(node['Auth-Application-Id'] ?? []),
    ...(node['Acct-Application-Id'] ?? []),
    ...groups.flatMap(({ 'Auth-Application-Id': id }) => id ?? []),
    ...groups.flatMap(({ 'Acct-Application-Id': id }) => id ?? []),
  ]);
}
