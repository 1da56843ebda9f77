/** Where requests for a realm go (RFC 6733 §2.7). */
export interface Route {
  /** Destination-Realm; `*` for all that have no route of their own. */
  readonly realm: string;
  /** Application that the route is for; default: all that have no route of their own. */
  readonly applicationId?: number;
  /** Identities of peers, the preferred one first; the others take over while it does not answer. */
  readonly peers: readonly string[];
}

/** The realm-based routing table: who can be asked for a realm and an application. */
export class RoutingTable {
  readonly #routes = new Map<string, readonly string[]>();

  constructor(routes: readonly Route[]) {
    for (const { realm, applicationId, peers } of routes) this.#routes.set(keyOf(realm, applicationId), peers);
  }

  /** The identities of the peers, the preferred one first; undefined when there is no route. */
  find(realm: string, applicationId: number): readonly string[] | undefined {
    return this.#findIn(realm, applicationId) ?? this.#findIn('*', applicationId);
  }

  #findIn(realm: string, applicationId: number): readonly string[] | undefined {
    return this.#routes.get(keyOf(realm, applicationId)) ?? this.#routes.get(keyOf(realm, undefined));
  }
}

function keyOf(realm: string, applicationId: number | undefined): string {
  return `${applicationId ?? 'any'} ${realm.toLowerCase()}`;
}
