import type { Address } from '../address.ts';
import { commonPrefixLength } from '../codec/ip-address.ts';

/** The address that packets leave from: of the right family, the one that is most like `to` (RFC 6724 §5, rule 8). */
export function selectSource(addresses: readonly Address[], to: Address): Address | undefined {
  let best: Address | undefined;
  let longest = -1;
  for (const candidate of addresses) {
    if (candidate.family !== to.family) continue;
    const length = commonPrefixLength(candidate.ip, to.ip);
    if (length > longest) {
      best = candidate;
      longest = length;
    }
  }
  return best;
}
