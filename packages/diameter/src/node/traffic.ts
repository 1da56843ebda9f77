import type { DiameterMessage } from '../codec/message.ts';
import { isSameIdentity } from '../peer/election.ts';
import { resultCode } from '../result-code.ts';
import type { Reply } from './link.ts';
import type { LocalRequests } from './local-requests.ts';
import type { DiameterNodeStatistics } from './node-events.ts';
import type { Malformed } from './peer-options.ts';
import type { Router } from './router.ts';
import { destinationOf, routeRecordsOf, withRouteRecord } from './routing-avps.ts';
import type { Outcome, Transaction } from './transaction.ts';

/** What the requests and answers of a node go through. */
export interface TrafficOptions {
  readonly identity: string;
  readonly realm: string;
  /** Whether requests for others are passed on. */
  readonly isRelay: boolean;
  /** How long a request that is passed on may take, in ms. */
  readonly requestTimeout: number;
  readonly now: () => number;
  readonly router: Router;
  readonly local: LocalRequests;
}

/** Requests and answers on their way through a node (RFC 6733 §6). */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #counts = {
    requestsSent: 0,
    answersReceived: 0,
    requestsReceived: 0,
    answersSent: 0,
    requestsRelayed: 0,
    failovers: 0,
    timeouts: 0,
    malformed: 0,
  };
  #ownPending = 0;
  #whenNoneIsPending: (() => void)[] = [];

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  statistics(): DiameterNodeStatistics {
    return { ...this.#counts, duplicates: this.#options.local.duplicateCount };
  }

  /** Sends a request of this node. */
  send(message: DiameterMessage, timeout: number, settle: (outcome: Outcome) => void): void {
    const { now, router } = this.#options;
    this.#counts.requestsSent += 1;
    this.#ownPending += 1;
    router.dispatch({
      message,
      expiresAt: now() + timeout,
      excluded: [],
      isUnsent: false,
      settle: (outcome) => {
        settle(outcome);
        this.#ownPending -= 1;
        this.#tellNoneIsPending();
      },
    });
  }

  /** Resolves once the requests of this node have come to something. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenNoneIsPending.push(resolve);
      this.#tellNoneIsPending();
    });
  }

  /** A request has come. */
  request(peer: string, message: DiameterMessage, reply: Reply): void {
    const answer = this.#count(reply);
    const { identity, local, isRelay } = this.#options;
    if (this.#isLocal(message)) {
      local.receive(message, peer, answer);
    } else if (routeRecordsOf(message).includes(identity.toLowerCase())) {
      this.#refuse(message, resultCode.loopDetected, answer);
    } else if (isRelay && message.isProxiable) {
      this.#relay(peer, message, answer);
    } else {
      this.#refuse(message, this.#notServed(message), answer);
    }
  }

  malformedRequest({ message, fault }: Malformed, reply: Reply): void {
    this.#counts.malformed += 1;
    this.#options.local.refuse(message, fault, this.#count(reply));
  }

  answer(transaction: Transaction, message: DiameterMessage): void {
    this.#counts.answersReceived += 1;
    if (!this.#options.router.retry(transaction, message)) transaction.settle({ type: 'answer', answer: message });
  }

  failOver(transactions: readonly Transaction[]): void {
    this.#counts.failovers += transactions.length;
    for (const transaction of transactions) this.#options.router.failOver(transaction);
  }

  expire(transactions: readonly Transaction[]): void {
    this.#counts.timeouts += transactions.length;
    for (const { settle } of transactions) settle({ type: 'timeout' });
  }

  /** RFC 6733 §6.1.4, and what must not be passed on. */
  #isLocal(message: DiameterMessage): boolean {
    const { host, realm } = destinationOf(message);
    const { identity, realm: ownRealm, local } = this.#options;
    if (host !== undefined) return isSameIdentity(host, identity);
    if (realm === undefined || !message.isProxiable) return true;
    return isSameIdentity(realm, ownRealm) && local.has(message.applicationId);
  }

  #notServed(message: DiameterMessage): number {
    const { host, realm } = destinationOf(message);
    const { realm: ownRealm } = this.#options;
    if (realm !== undefined && !isSameIdentity(realm, ownRealm)) return resultCode.realmNotServed;
    return host === undefined ? resultCode.applicationUnsupported : resultCode.unableToDeliver;
  }

  #relay(peer: string, message: DiameterMessage, reply: Reply): void {
    if (destinationOf(message).realm === undefined) {
      // RFC 6733 §7.1.3: Destination-Host "without the associated Destination-Realm".
      this.#refuse(message, resultCode.unableToDeliver, reply);
      return;
    }
    const { now, requestTimeout, router } = this.#options;
    this.#counts.requestsRelayed += 1;
    router.dispatch({
      message: withRouteRecord(message, peer),
      expiresAt: now() + requestTimeout,
      excluded: [peer.toLowerCase(), ...routeRecordsOf(message)],
      isUnsent: false,
      settle: (outcome) => {
        if (outcome.type === 'answer') reply(outcome.answer);
        else this.#refuse(message, resultCodeFor(outcome), reply);
      },
    });
  }

  #refuse(message: DiameterMessage, code: number, reply: Reply): void {
    this.#options.local.refuse(message, { resultCode: code, failedAvps: [], text: textOf(code) }, reply);
  }

  #count(reply: Reply): Reply {
    this.#counts.requestsReceived += 1;
    return (answer) => {
      this.#counts.answersSent += 1;
      reply(answer);
    };
  }

  #tellNoneIsPending(): void {
    if (this.#ownPending > 0) return;
    for (const resolve of this.#whenNoneIsPending.splice(0)) resolve();
  }
}

function resultCodeFor(outcome: Outcome): number {
  return outcome.type === 'undelivered' ? outcome.resultCode : resultCode.unableToDeliver;
}

function textOf(code: number): string {
  switch (code) {
    case resultCode.loopDetected:
      return 'the request has been here before';
    case resultCode.realmNotServed:
      return 'no route to the realm';
    case resultCode.applicationUnsupported:
      return 'the application is not supported here';
    case resultCode.tooBusy:
      return 'all peers that could take it are busy';
    default:
      return 'no peer could take the request';
  }
}
