import type { Address } from '../address.ts';
import { ipv4Length, ipv6Length, writeIPv4, writeIPv6 } from '../codec/ip-address.ts';

/** The address that packets leave from: of the right family, the one that is most like `to` (RFC 6724 §5, rule 8). */
export function selectSource(addresses: readonly Address[], to: Address): Address | undefined {
  let best: Address | undefined;
  let longest = -1;
  for (const candidate of addresses) {
    if (candidate.family !== to.family) continue;
    const length = commonPrefixLength(bytesOf(candidate), bytesOf(to));
    if (length > longest) {
      best = candidate;
      longest = length;
    }
  }
  return best;
}

function bytesOf({ ip, family }: Address): Uint8Array {
  const bytes = new Uint8Array(family === 4 ? ipv4Length : ipv6Length);
  if (family === 4) writeIPv4(ip, bytes, 0);
  else writeIPv6(ip, bytes, 0);
  return bytes;
}

/** In bits. */
function commonPrefixLength(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i += 1) {
    const difference = (a[i] ?? 0) ^ (b[i] ?? 0);
    if (difference !== 0) return 8 * i + Math.clz32(difference) - 24;
  }
  return 8 * a.length;
}
