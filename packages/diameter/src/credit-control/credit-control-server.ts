import { exampleOf } from '../dictionary/avp-definition.ts';
import { requestedAction } from '../dictionary/credit-control/avps.ts';
import { resultCode } from '../result-code.ts';
import { type Account, subscriberKey } from './account.ts';
import { type AnswerOptions, answerWith, type CreditControlAnswer } from './credit-control-answer.ts';
import { stepEvent } from './event-service.ts';
import type { Ledger } from './ledger.ts';
import { failure, type Outcome } from './outcome.ts';
import {
  type CreditControlRequest,
  isMultiple,
  type ServiceRequest,
  serviceKey,
  servicesOf,
} from './service-request.ts';
import { type ServiceUsage, type Session, sessionKey } from './session.ts';
import { stepService } from './session-service.ts';
import { findTariff, type Tariff } from './tariff.ts';

/** What a credit-control server goes by. */
export interface CreditControlOptions extends AnswerOptions {
  /** The first that fits a service counts. */
  readonly tariffs: readonly Tariff[];
}

/** Services that a session may have: what a session takes in memory and in the store has to have a limit. */
const mostServices = 256;

/** Characters that name the services of a session, and those of a request, by Rating-Group and Service-Identifiers. */
const longestServiceNames = 16_384;

/** Characters of a Session-Id. */
const longestSessionId = 1024;

/**
 * The server of RFC 8506 §7: sessions and events of subscribers, each with an account. It computes: what it changes is in
 * the ledger, and the answer may be sent once that is kept.
 */
export class CreditControlServer {
  readonly #options: CreditControlOptions;
  readonly #ledger: Ledger;

  constructor(options: CreditControlOptions, ledger: Ledger) {
    this.#options = options;
    this.#ledger = ledger;
  }

  /** Answers a request; `now` is the time of day, in ms since 1970. */
  answer(request: CreditControlRequest, now: number): CreditControlAnswer {
    this.#ledger.expire(now);
    const outcome = this.#handle(request, now);
    const answer = answerWith(request, outcome, this.#options);
    // All else that has to be there, has been asked for by the grammar of the command.
    if (outcome.resultCode !== resultCode.missingAvp) return answer;
    return { ...answer, 'Failed-AVP': [[exampleOf(requestedAction)]] };
  }

  #handle(request: CreditControlRequest, now: number): Outcome {
    const session = this.#ledger.findSession(sessionKey(request['Session-Id'], request['CC-Sub-Session-Id']));
    const number = request['CC-Request-Number'];
    // RFC 8506 §8.2: Session-Id and CC-Request-Number tell a request from all others, whether it has the T flag or not.
    if (session?.requestNumber === number) return session.outcome;
    const isNew = request['CC-Request-Type'] === 'INITIAL_REQUEST' || request['CC-Request-Type'] === 'EVENT_REQUEST';
    if (session === undefined) return isNew ? this.#begin(request, now) : failure(resultCode.unknownSessionId);
    // An older request has been answered and charged: its number is all that is left of it.
    if (isNew || number < session.requestNumber) return failure(resultCode.unableToComply);
    return session.isOver ? failure(resultCode.unknownSessionId) : this.#goOn(request, session, now);
  }

  #begin(request: CreditControlRequest, now: number): Outcome {
    const account = this.#findAccount(request);
    if (account === undefined) return failure(resultCode.userUnknown);
    if (account.isBarred) return failure(resultCode.endUserServiceDenied);
    if (this.#ledger.isFull) return failure(resultCode.outOfSpace);
    if (request['Session-Id'].length > longestSessionId) return failure(resultCode.resourcesExceeded);
    if (request['CC-Request-Type'] !== 'EVENT_REQUEST') return this.#step(request, account, {}, now);
    const action = request['Requested-Action'];
    return action === undefined ? failure(resultCode.missingAvp) : this.#event(request, action, account, now);
  }

  #goOn(request: CreditControlRequest, session: Session, now: number): Outcome {
    const account = this.#ledger.findAccount(session.subscriber);
    if (account === undefined) return failure(resultCode.userUnknown);
    return this.#step(request, account, session.services, now);
  }

  /** One request of a session, service by service. */
  #step(
    request: CreditControlRequest,
    before: Account,
    usages: Readonly<Record<string, ServiceUsage>>,
    now: number,
  ): Outcome {
    const isTermination = request['CC-Request-Type'] === 'TERMINATION_REQUEST';
    const isDenied = before.isBarred && !isTermination;
    const services = { ...usages };
    let account = before;
    const asked = servicesOf(request);
    if (isTooMuch(usages, asked)) return failure(resultCode.resourcesExceeded);
    const outcomes = asked.map((service) => {
      const key = serviceKey(service);
      const wanted = isTermination || isDenied ? { ...service, requested: undefined } : service;
      const tariff = this.#findTariff(request, service.ratingGroup);
      const step = stepService(account, wanted, services[key] ?? { used: 0, reserved: 0 }, tariff);
      account = step.account;
      services[key] = step.usage;
      return step.outcome;
    });
    const outcome = isDenied ? failure(resultCode.endUserServiceDenied) : outcomeOf(request, outcomes);
    const isOver = isTermination || outcome.resultCode !== resultCode.success;
    if (isOver) account = { ...account, reserved: account.reserved - reservedBy(services) };
    this.#keep(request, account, { services: isOver ? {} : services, outcome, isOver, now });
    return outcome;
  }

  #event(
    request: CreditControlRequest,
    action: NonNullable<CreditControlRequest['Requested-Action']>,
    before: Account,
    now: number,
  ): Outcome {
    let account = before;
    const asked = servicesOf(request);
    if (isTooMuch({}, asked)) return failure(resultCode.resourcesExceeded);
    const steps = asked.map((service) => {
      const step = stepEvent(account, action, service, this.#findTariff(request, service.ratingGroup));
      account = step.account;
      return step;
    });
    const outcome = {
      ...outcomeOf(
        request,
        steps.map((step) => step.outcome),
      ),
      cost: action === 'PRICE_ENQUIRY' ? steps.reduce((sum, { cost }) => sum + cost, 0) : undefined,
      hasCredit: action === 'CHECK_BALANCE' ? steps.every(({ hasCredit }) => hasCredit) : undefined,
    };
    this.#keep(request, account, { services: {}, outcome, isOver: true, now });
    return outcome;
  }

  #keep(
    request: CreditControlRequest,
    account: Account,
    { services, outcome, isOver, now }: Pick<Session, 'services' | 'outcome' | 'isOver'> & { readonly now: number },
  ): void {
    this.#ledger.setAccount(account);
    this.#ledger.setSession({
      key: sessionKey(request['Session-Id'], request['CC-Sub-Session-Id']),
      subscriber: account.subscriber,
      requestNumber: request['CC-Request-Number'],
      outcome,
      isOver,
      services,
      touchedAt: now,
    });
  }

  #findTariff(request: CreditControlRequest, ratingGroup: number | undefined): Tariff | undefined {
    return findTariff(this.#options.tariffs, request['Service-Context-Id'], ratingGroup);
  }

  /** By any of its Subscription-Ids, or by its User-Name. */
  #findAccount(request: CreditControlRequest): Account | undefined {
    const keys = (request['Subscription-Id'] ?? []).map((id) =>
      subscriberKey(id['Subscription-Id-Type'], id['Subscription-Id-Data']),
    );
    const name = request['User-Name'];
    if (name !== undefined) keys.push(subscriberKey('END_USER_NAI', name));
    for (const key of keys) {
      const account = this.#ledger.findAccount(key);
      if (account !== undefined) return account;
    }
    return undefined;
  }
}

/** One service speaks for the whole request; of several, each has a Result-Code of its own (RFC 8506 §5.1.2). */
function outcomeOf(request: CreditControlRequest, services: Outcome['services']): Outcome {
  if (isMultiple(request)) return { resultCode: resultCode.success, isMultiple: true, services };
  return { resultCode: services[0]?.resultCode ?? resultCode.success, isMultiple: false, services };
}

/** Whether a session, with the services that it has, can take no more of those that are asked for. */
function isTooMuch(usages: Readonly<Record<string, ServiceUsage>>, asked: readonly ServiceRequest[]): boolean {
  const named = asked.map(serviceKey);
  const added = named.filter((key) => !Object.hasOwn(usages, key));
  return [named, [...Object.keys(usages), ...added]].some(
    (keys) => keys.length > mostServices || keys.join('').length > longestServiceNames,
  );
}

function reservedBy(services: Readonly<Record<string, ServiceUsage>>): number {
  return Object.values(services).reduce((sum, { reserved }) => sum + reserved, 0);
}
