import { setTimeout as pause } from 'node:timers/promises';
import { creditControl } from '../dictionary/credit-control/command.ts';
import { DiameterError } from '../errors.ts';
import type { DiameterNode } from '../node/diameter-node.ts';
import type { RequestValues } from '../node/request-values.ts';
import { nameResultCode } from '../result-code.ts';

/** How long a session waits after a request that got no answer, in ms. */
const pauseAfterError = 50;

/** Which credit-control requests are sent. */
export interface LoadOptions {
  /** Destination-Realm. */
  readonly realm: string;
  readonly serviceContext: string;
  readonly subscriber: NonNullable<RequestValues<typeof creditControl>['Subscription-Id']>[number];
  /** Session-Id; undefined: each session has one of its own. */
  readonly session: string | undefined;
  /** Of all requests together. */
  readonly count: number;
  /** Updates between the first and the last request of a session. */
  readonly updates: number;
  /** Sessions at a time. */
  readonly concurrency: number;
  /** What is asked for, and told as used in the next request. */
  readonly units: NonNullable<RequestValues<typeof creditControl>['Requested-Service-Unit']>;
  /** Ends it: sessions under way are terminated, no other is begun. */
  readonly signal: AbortSignal;
  /** Is told of every answer. */
  readonly onAnswer?: () => void;
}

/** What came of them. */
export interface LoadReport {
  readonly requests: number;
  /** How often each came, by type of the request and then by Result-Code, or by the code of the error. */
  readonly results: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Times from request to answer, in ms, in the order of the answers. */
  readonly times: readonly number[];
  /** Of all, in ms. */
  readonly duration: number;
  /** Answers with other codes than DIAMETER_SUCCESS, and requests without one. */
  readonly failures: number;
}

type RequestType = RequestValues<typeof creditControl>['CC-Request-Type'];

/** Sends credit-control requests, session by session: INITIAL, updates, TERMINATION. */
export async function sendLoad(node: DiameterNode, options: LoadOptions): Promise<LoadReport> {
  const load = new Load(node, options);
  const start = performance.now();
  await Promise.all(Array.from({ length: options.concurrency }, () => load.runSessions()));
  return { ...load.report(), duration: performance.now() - start };
}

class Load {
  readonly #node: DiameterNode;
  readonly #options: LoadOptions;
  readonly #results = new Map<string, Map<string, number>>();
  readonly #times: number[] = [];
  #left: number;
  #failures = 0;

  constructor(node: DiameterNode, options: LoadOptions) {
    this.#node = node;
    this.#options = options;
    this.#left = options.count;
  }

  report(): Omit<LoadReport, 'duration'> {
    const requests = this.#options.count - this.#left;
    return { requests, results: this.#results, times: this.#times, failures: this.#failures };
  }

  /** One session after the other, until there is nothing left to send. */
  async runSessions(): Promise<void> {
    while (this.#left > 0 && !this.#options.signal.aborted) await this.#runSession();
  }

  async #runSession(): Promise<void> {
    const { updates, session = this.#node.nextSessionId() } = this.#options;
    let isOpen = await this.#ask(session, 'INITIAL_REQUEST', 0);
    let number = 1;
    for (; isOpen && number <= updates && this.#left > 1; number += 1) {
      isOpen = await this.#ask(session, 'UPDATE_REQUEST', number);
    }
    if (isOpen && this.#left > 0) await this.#ask(session, 'TERMINATION_REQUEST', number);
  }

  /** Whether the session goes on. */
  async #ask(session: string, type: RequestType, number: number): Promise<boolean> {
    this.#left -= 1;
    const result = await this.#request(session, type, number);
    const ofType = this.#results.get(type) ?? new Map<string, number>();
    this.#results.set(type, ofType.set(result, (ofType.get(result) ?? 0) + 1));
    const isSuccess = result === 'DIAMETER_SUCCESS';
    if (!isSuccess) this.#failures += 1;
    return isSuccess;
  }

  async #request(session: string, type: RequestType, number: number): Promise<string> {
    const { realm, serviceContext, subscriber, units, onAnswer } = this.#options;
    const start = performance.now();
    try {
      const answer = await this.#node.request(creditControl, {
        'Session-Id': session,
        'Destination-Realm': realm,
        'Auth-Application-Id': 4,
        'Service-Context-Id': serviceContext,
        'CC-Request-Type': type,
        'CC-Request-Number': number,
        'Event-Timestamp': new Date(),
        'Subscription-Id': [subscriber],
        'Requested-Service-Unit': type === 'TERMINATION_REQUEST' ? undefined : units,
        'Used-Service-Unit': type === 'INITIAL_REQUEST' ? undefined : [units],
      });
      const duration = performance.now() - start;
      this.#times.push(duration);
      onAnswer?.();
      return nameResultCode(answer['Result-Code']);
    } catch (error) {
      if (!(error instanceof DiameterError)) throw error;
      // Without a peer it fails at once: what would bring the peer back has to get its turn.
      await pause(pauseAfterError);
      return error.code;
    }
  }
}
