import type { DiameterMessage } from '../codec/message.ts';
import { resultCode } from '../result-code.ts';
import type { Peer } from './peer.ts';
import type { PeerTable } from './peer-table.ts';
import { RedirectRoutes } from './redirect-routes.ts';
import { redirectionOf } from './redirection.ts';
import { destinationOf, originHostOf, resultCodeOf } from './routing-avps.ts';
import type { RoutingTable } from './routing-table.ts';
import type { Transaction } from './transaction.ts';

/** What routes are made of. */
export interface RouterOptions {
  readonly peers: PeerTable;
  readonly routes: RoutingTable;
  readonly now: () => number;
}

/** What another peer might do better (RFC 6733 §7, figure 7; §7.1.3). */
const worthAnotherPeer: readonly number[] = [resultCode.unableToDeliver, resultCode.tooBusy, resultCode.loopDetected];

/** Finds the peer that a request goes to, and another one when that fails (RFC 6733 §5.5.4, §6.1). */
export class Router {
  readonly #options: RouterOptions;
  readonly #redirects = new RedirectRoutes();

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** Sends the request to the first peer that can take it, or settles it. */
  dispatch(transaction: Transaction): void {
    const next = this.#select(transaction);
    if (typeof next === 'number') transaction.settle({ type: 'undelivered', resultCode: next });
    else next.send(transaction);
  }

  /**
   * The connection has failed that the request was sent over: it may have arrived, unless it has not left this host.
   */
  failOver(transaction: Transaction): void {
    if (!transaction.isUnsent) transaction.message = { ...transaction.message, isRetransmitted: true };
    this.dispatch(transaction);
  }

  /** Whether the answer reports an error of delivery, or a better host, and the request has gone to another peer therefore. */
  retry(transaction: Transaction, answer: DiameterMessage): boolean {
    if (!answer.isError) return false;
    const code = resultCodeOf(answer);
    if (code === resultCode.redirectIndication) return this.#redirect(transaction, answer);
    if (!worthAnotherPeer.includes(code)) return false;
    const next = this.#select(transaction);
    if (typeof next === 'number') return false;
    next.send(transaction);
    return true;
  }

  /**
   * Sends the request to a host that a redirect agent names (RFC 6733 §6.1.8): one of the peers of this node, as an
   * answer shall not make it connect to whoever that names.
   */
  #redirect(transaction: Transaction, answer: DiameterMessage): boolean {
    const { peers, now } = this.#options;
    const redirection = redirectionOf(answer);
    const next = redirection.hosts
      .flatMap((host) => peers.get(host) ?? [])
      .find((peer) => isAble(peer, transaction) && !peer.isFull);
    if (next === undefined) return false;
    this.#redirects.add(transaction.message, originHostOf(answer), next.key, redirection, now());
    next.send(transaction);
    return true;
  }

  /** A peer, or the Result-Code that says why there is none. */
  #select(transaction: Transaction): Peer | number {
    const candidates = this.#candidatesFor(transaction.message);
    if (candidates === undefined) return resultCode.realmNotServed;
    const able = candidates.filter((peer) => isAble(peer, transaction));
    const free = able.filter(({ isFull }) => !isFull);
    // One that the watchdog has yet to approve of is better than none: what RFC 3539 is wary of is going to and fro.
    const next = free.find(({ service }) => service === 'full') ?? free[0];
    const redirected = this.#findRedirected(transaction, next);
    if (redirected !== undefined) return redirected;
    if (next !== undefined) return next;
    return able.length === 0 ? resultCode.unableToDeliver : resultCode.tooBusy;
  }

  /** Where a redirect agent wants to have the request, which would go to `next`; not one that names its host. */
  #findRedirected(transaction: Transaction, next: Peer | undefined): Peer | undefined {
    const { peers, now } = this.#options;
    const { host } = destinationOf(transaction.message);
    if (host !== undefined && peers.get(host) !== undefined) return undefined;
    const identity = this.#redirects.find(transaction.message, next?.key, now());
    const peer = identity === undefined ? undefined : peers.get(identity);
    if (identity !== undefined && (peer === undefined || peer.service === 'none')) this.#redirects.forget(identity);
    return peer !== undefined && isAble(peer, transaction) && !peer.isFull ? peer : undefined;
  }

  /**
   * Undefined where nobody is known for the realm. A neighbour that is itself the destination has no alternate (RFC
   * 6733 §5.5.4).
   */
  #candidatesFor(message: DiameterMessage): readonly Peer[] | undefined {
    const { host, realm } = destinationOf(message);
    const { peers, routes } = this.#options;
    const direct = host === undefined ? undefined : peers.get(host);
    if (direct !== undefined) return [direct];
    if (realm === undefined) return [];
    const route = routes.find(realm, message.applicationId);
    if (route !== undefined) return route.flatMap((identity) => peers.get(identity) ?? []);
    const ofRealm = peers.ofRealm(realm);
    return ofRealm.length === 0 ? undefined : ofRealm;
  }
}

function isAble(peer: Peer, { message, excluded }: Transaction): boolean {
  return peer.service !== 'none' && peer.supports(message.applicationId) && !excluded.includes(peer.key);
}
