import { address, type Family } from '../address.ts';
import type { Options } from '../options.ts';
import type { TransportPort } from '../transport/transport.ts';

/** Families of the addresses that packets can leave from: both where the transport does not say. */
export function familiesOf(localAddresses: readonly string[]): readonly Family[] {
  const families = new Set(localAddresses.map((ip) => address(ip).family));
  return families.size === 0 ? [4, 6] : [...families];
}

/**
 * The addresses that peers are told, of those that were `chosen` or of all that the port has. By default none, unless there
 * is a choice to tell: a single-homed endpoint passes NAT (RFC 9260 §5.1.2).
 */
export function advertisedAddresses(
  advertise: Options['advertise'],
  chosen: readonly string[],
  port: Pick<TransportPort, 'localAddresses'>,
): readonly string[] {
  if (advertise === undefined) return chosen.length > 1 ? chosen : [];
  if (advertise === 'none') return [];
  return advertise === 'all' ? port.localAddresses : advertise;
}
