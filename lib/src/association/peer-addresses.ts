import { type Address, type Family, isUnicast } from '../address.ts';
import type { Parameter } from '../codec/parameter.ts';

/** Which addresses of a peer can be used, and how many are. */
export interface AddressLimits {
  /** Families that we have an address of. */
  readonly families: readonly Family[];
  /** Whether the peer is told addresses of ours; else it knows the one that packets come from. */
  readonly tellsAddresses: boolean;
  readonly maxPeerAddresses: number;
}

/** The types of the parameters that hold addresses, which is how Supported Address Types names families (§3.3.2.1.5). */
const familyOfType: ReadonlyMap<number, Family> = new Map<number, Family>([
  [5, 4],
  [6, 6],
]);

/**
 * The addresses of the peer that are used: the source of the chunk first, then those listed, each once (RFC 9260 §5.1.2).
 * Passed over are families that we have no address of, or none that the peer knows, groups, and addresses that mean another
 * host here than there.
 */
export function peerAddresses(source: Address, listed: readonly string[], limits: AddressLimits): string[] {
  const { tellsAddresses, maxPeerAddresses } = limits;
  const families = tellsAddresses ? limits.families : [source.family];
  const usable = listed.filter(
    (ip) => isUnicast(ip) && families.includes(familyOf(ip)) && isInScope(scopeOf(ip), scopeOf(source.ip)),
  );
  return [...new Set([source.ip, ...usable])].slice(0, maxPeerAddresses);
}

/**
 * The families that the sender of an INIT can use: all, unless it lists some; and those of the addresses that it shows
 * itself with (§5.1.2).
 */
export function familiesOfPeer(
  source: Address,
  addresses: readonly string[],
  parameters: readonly Parameter[],
): readonly Family[] {
  const families = new Set<Family>([source.family, ...addresses.map(familyOf)]);
  let isListed = false;
  for (const parameter of parameters) {
    if (parameter.type !== 'Supported Address Types') continue;
    isListed = true;
    for (const type of parameter.addressTypes) families.add(familyOfType.get(type) ?? source.family);
  }
  return isListed ? [...families] : [4, 6];
}

/** What an INIT says of the families that we can use: nothing when these are all there are (§3.3.2 note 4). */
export function supportedAddressTypes(families: readonly Family[]): Parameter[] {
  const types = [...familyOfType].filter(([, family]) => families.includes(family));
  if (types.length === familyOfType.size) return [];
  return [{ type: 'Supported Address Types', addressTypes: types.map(([type]) => type) }];
}

/** Of canonical text: parsing it again would cost as much as all the rest. */
function familyOf(ip: string): Family {
  return ip.includes(':') ? 6 : 4;
}

type Scope = 'LOOPBACK' | 'LINK-LOCAL' | 'GLOBAL';

/** Whether a peer that is seen at one scope can be reached at another: a link-local address is only good on its link. */
function isInScope(listed: Scope, source: Scope): boolean {
  return listed === 'GLOBAL' || listed === source;
}

function scopeOf(ip: string): Scope {
  if (ip === '::1' || ip.startsWith('127.')) return 'LOOPBACK';
  return /^fe[89ab][0-9a-f]:/.test(ip) || ip.startsWith('169.254.') ? 'LINK-LOCAL' : 'GLOBAL';
}
