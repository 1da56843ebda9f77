import type { ResolvedAddress, SrvRecord, SrvResolver } from 'usctp';

/** Records by name, as zone files have them. */
export interface Zone {
  readonly srv?: Readonly<Record<string, readonly SrvRecord[]>>;
  readonly a?: Readonly<Record<string, readonly string[]>>;
  readonly aaaa?: Readonly<Record<string, readonly string[]>>;
  /** Of all addresses, in s. */
  readonly ttl?: number;
}

/** A resolver that knows the zone, which is asked for each time, and fails as `node:dns` does for other names. */
export function resolverOf(zone: () => Zone): SrvResolver {
  const addresses = async (known: Zone['a'], name: string): Promise<ResolvedAddress[]> =>
    find(known, name).map((address) => ({ address, ttl: zone().ttl ?? 30 }));
  return {
    resolveSrv: async (name) => find(zone().srv, name),
    resolve4: async (name) => addresses(zone().a, name),
    resolve6: async (name) => addresses(zone().aaaa, name),
  };
}

function find<T>(known: Readonly<Record<string, readonly T[]>> | undefined, name: string): readonly T[] {
  const found = known?.[name];
  if (found === undefined) throw Object.assign(new Error(`query ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  return found;
}
