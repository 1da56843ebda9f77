import type { DiameterMessage } from '../codec/message.ts';
import { resultCode } from '../result-code.ts';
import type { Peer } from './peer.ts';
import type { PeerTable } from './peer-table.ts';
import { destinationOf, resultCodeOf } from './routing-avps.ts';
import type { RoutingTable } from './routing-table.ts';
import type { Transaction } from './transaction.ts';

/** What routes are made of. */
export interface RouterOptions {
  readonly peers: PeerTable;
  readonly routes: RoutingTable;
}

/** What another peer might do better (RFC 6733 §7, figure 7; §7.1.3). */
const worthAnotherPeer: readonly number[] = [resultCode.unableToDeliver, resultCode.tooBusy, resultCode.loopDetected];

/** Finds the peer that a request goes to, and another one when that fails (RFC 6733 §5.5.4, §6.1). */
export class Router {
  readonly #options: RouterOptions;

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

  /** Whether the answer reports an error of delivery, and the request has gone to another peer therefore. */
  retry(transaction: Transaction, answer: DiameterMessage): boolean {
    if (!answer.isError || !worthAnotherPeer.includes(resultCodeOf(answer))) return false;
    const next = this.#select(transaction);
    if (typeof next === 'number') return false;
    next.send(transaction);
    return true;
  }

  /** A peer, or the Result-Code that says why there is none. */
  #select({ message, excluded }: Transaction): Peer | number {
    const candidates = this.#candidatesFor(message);
    if (candidates === undefined) return resultCode.realmNotServed;
    const able = candidates.filter(
      (peer) => peer.service !== 'none' && peer.supports(message.applicationId) && !excluded.includes(peer.key),
    );
    const free = able.filter(({ isFull }) => !isFull);
    // One that the watchdog has yet to approve of is better than none: what RFC 3539 is wary of is going to and fro.
    const next = free.find(({ service }) => service === 'full') ?? free[0];
    if (next !== undefined) return next;
    return able.length === 0 ? resultCode.unableToDeliver : resultCode.tooBusy;
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
