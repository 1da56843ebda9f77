import type { DiameterMessage } from '../codec/message.ts';
import type { Redirection } from './redirection.ts';
import { destinationOf, sessionIdOf, userNameOf } from './routing-avps.ts';

/** Which requests a route is for, by the value of Redirect-Host-Usage. */
interface Scope {
  readonly usage: number;
  /** What they have in common; undefined where a request has nothing of the kind. `host` would get it otherwise. */
  readonly keyOf: (request: DiameterMessage, host: string | undefined) => string | undefined;
}

/** In the order in which they are considered (RFC 6733 §6.13). */
const scopes: readonly Scope[] = [
  { usage: 1, keyOf: (request) => sessionIdOf(request) }, // ALL_SESSION
  { usage: 6, keyOf: (request) => userNameOf(request) }, // ALL_USER
  { usage: 3, keyOf: (request) => realmAndApplication(request) }, // REALM_AND_APPLICATION
  { usage: 2, keyOf: (request) => realmOf(request) }, // ALL_REALM
  { usage: 4, keyOf: ({ applicationId }) => String(applicationId) }, // ALL_APPLICATION
  { usage: 5, keyOf: (_, host) => host?.toLowerCase() }, // ALL_HOST
];

/** Routes that are kept: those of sessions come by the thousand. */
const mostRoutes = 10_000;

/** The routes that redirect agents have told of, for as long as they hold (RFC 6733 §6.1.8). */
export class RedirectRoutes {
  /** Oldest first. */
  readonly #routes = new Map<string, { readonly identity: string; readonly expiresAt: number }>();

  /** The agent `host` has sent the request to the peer with this identity, and means others as well. */
  add(request: DiameterMessage, host: string, identity: string, { usage, lifetime }: Redirection, now: number): void {
    const key = scopes.find((scope) => scope.usage === usage)?.keyOf(request, host);
    if (key === undefined || lifetime === 0) return;
    const name = nameOf(usage, key);
    this.#routes.delete(name);
    this.#routes.set(name, { identity, expiresAt: now + lifetime });
    for (const oldest of this.#routes.keys()) {
      if (this.#routes.size <= mostRoutes) break;
      this.#routes.delete(oldest);
    }
  }

  /** Whom a request is to go to, which would go to `host` otherwise. */
  find(request: DiameterMessage, host: string | undefined, now: number): string | undefined {
    if (this.#routes.size === 0) return undefined;
    for (const { usage, keyOf } of scopes) {
      const key = keyOf(request, host);
      if (key === undefined) continue;
      const name = nameOf(usage, key);
      const route = this.#routes.get(name);
      if (route !== undefined && route.expiresAt > now) return route.identity;
      this.#routes.delete(name);
    }
    return undefined;
  }

  /** RFC 6733 §6.14: of a host that is no longer reachable nothing is kept. */
  forget(identity: string): void {
    for (const [name, route] of this.#routes) if (route.identity === identity) this.#routes.delete(name);
  }
}

function realmOf(request: DiameterMessage): string | undefined {
  return destinationOf(request).realm?.toLowerCase();
}

function realmAndApplication(request: DiameterMessage): string | undefined {
  const realm = realmOf(request);
  return realm === undefined ? undefined : `${request.applicationId} ${realm}`;
}

function nameOf(usage: number, key: string): string {
  return `${usage} ${key}`;
}
