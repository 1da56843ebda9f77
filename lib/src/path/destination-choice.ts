import { commonPrefixLength } from '../codec/ip-address.ts';
import type { Path } from './path.ts';

/**
 * The path to use for data: one that is active, failing that potentially failed, failing that inactive, and of these the
 * one with the fewest errors (RFC 9260 §6.4.1, RFC 7829 §3.2 rules 3 and 4, §4.1). Among equals `present` stays, unless
 * it has failed just now; then the most divergent one follows. `moreErrors` are still to be counted on `present`.
 */
export function chooseDestination(
  paths: readonly Path[],
  present: Path,
  { hasFailed, moreErrors }: { readonly hasFailed: boolean; readonly moreErrors: number },
): Path {
  const presentStanding = present.reachability.standing(moreErrors);
  let best = present;
  let bestStanding = presentStanding;
  for (const path of paths) {
    if (path === present) continue;
    const standing = path.reachability.standing(0);
    const isEqual = standing === bestStanding && standing !== Number.POSITIVE_INFINITY;
    const isPreferred = best === present ? hasFailed : similarity(path, present) < similarity(best, present);
    if (standing < bestStanding || (isEqual && isPreferred)) {
      best = path;
      bestStanding = standing;
    }
  }
  return best;
}

/**
 * How little two source-destination pairs diverge: bits that their destinations have in common, and their sources where
 * these are known (§6.4.1 leaves the measure open).
 */
function similarity(one: Path, other: Path): number {
  const destinations = commonPrefixLength(one.address.ip, other.address.ip);
  if (one.localAddress === undefined || other.localAddress === undefined) return destinations;
  return destinations + commonPrefixLength(one.localAddress.ip, other.localAddress.ip);
}
