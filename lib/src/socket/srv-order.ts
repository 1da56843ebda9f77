/** One SRV record (RFC 2782), in the form of `node:dns`. */
export interface SrvRecord {
  /** Host name of the target; `.` or empty: the service is decidedly not available. */
  readonly name: string;
  /** Of the service on that host: 1–65,535; a target with 0 is left out. */
  readonly port: number;
  /** Targets of the lowest number are tried first. */
  readonly priority: number;
  /** Of targets with the same priority, which share of the calls comes to this one first. */
  readonly weight: number;
}

/**
 * The records in the order in which they are to be tried: by priority, and of equal ones at random by their weights, where
 * those of weight 0 have a very small chance (RFC 2782). `fraction` gives numbers in [0, 1).
 */
export function orderRecords(records: readonly SrvRecord[], fraction: () => number): SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((one, other) => one - other);
  return priorities.flatMap((priority) =>
    orderByWeight(
      records.filter((record) => record.priority === priority),
      fraction,
    ),
  );
}

function orderByWeight(records: readonly SrvRecord[], fraction: () => number): SrvRecord[] {
  // Those of weight 0 first, in any order: the first of them is chosen where the random number is 0.
  const left = shuffle(records, fraction).sort((one, other) => Number(one.weight > 0) - Number(other.weight > 0));
  const ordered: SrvRecord[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = Math.floor(fraction() * (total + 1));
    let running = 0;
    const at = left.findIndex(({ weight }) => {
      running += weight;
      return running >= chosen;
    });
    ordered.push(...left.splice(at, 1));
  }
  return ordered;
}

function shuffle<T>(items: readonly T[], fraction: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: fraction() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
