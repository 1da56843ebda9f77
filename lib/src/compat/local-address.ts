import type { Association } from '../socket/association.ts';

/** The address that an association is reached at by its peer, as far as it is known, and that of the peer. */
export function localAddressOf(association: Association): { localAddress: string; peerAddress: string } {
  const [primary] = association.paths;
  const peerAddress = primary?.address ?? '0.0.0.0';
  const isSameFamily = (ip: string) => ip.includes(':') === peerAddress.includes(':');
  // Without an address of its own, a host calls itself by the one that it was called by.
  const loopback = peerAddress === '::1' ? '::1' : '127.0.0.1';
  const isOwnHost = peerAddress.startsWith('127.') || peerAddress === '::1';
  const candidates = association.localAddresses.filter(isSameFamily);
  const localAddress = candidates.find((ip) => !isOwnHost || ip.startsWith('127.') || ip === '::1') ?? loopback;
  return { localAddress, peerAddress };
}
