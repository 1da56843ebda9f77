import type { AnswerOf } from '../dictionary/command.ts';
import type { creditControl } from '../dictionary/credit-control/command.ts';
import type { Origin } from '../dictionary/error-answer.ts';
import type { Outcome, ServiceOutcome } from './outcome.ts';
import type { CreditControlRequest } from './service-request.ts';

/** Values of a CCA. */
export type CreditControlAnswer = AnswerOf<typeof creditControl>;

/** The currency of all accounts and prices. */
export interface Currency {
  /** By ISO 4217: 978 is the euro. */
  readonly code: number;
  /** Of its smallest unit, as a power of ten: -2 for the cent. */
  readonly exponent: number;
}

/** What clients are told to do when the server does not answer (RFC 8506 §5.7). */
export interface FailurePolicy {
  /** Whether they may go on at another server: one that has the same sessions (CC-Session-Failover). */
  readonly sessionFailover: boolean;
  /** What becomes of the service; undefined: what the client was configured with (Credit-Control-Failure-Handling). */
  readonly failureHandling: 'TERMINATE' | 'CONTINUE' | 'RETRY_AND_TERMINATE' | undefined;
}

/** What the answers of a server have in common. */
export interface AnswerOptions {
  readonly origin: Origin;
  readonly currency: Currency;
  readonly failurePolicy: FailurePolicy;
}

/** The answer that tells what came of a request. */
export function answerWith(
  request: CreditControlRequest,
  outcome: Outcome,
  { origin, currency, failurePolicy: { sessionFailover, failureHandling } }: AnswerOptions,
): CreditControlAnswer {
  const { resultCode, isMultiple, services, cost, hasCredit } = outcome;
  const [single] = services;
  return {
    'Session-Id': request['Session-Id'],
    'Result-Code': resultCode,
    ...origin,
    'Auth-Application-Id': request['Auth-Application-Id'],
    'CC-Request-Type': request['CC-Request-Type'],
    'CC-Request-Number': request['CC-Request-Number'],
    'CC-Sub-Session-Id': request['CC-Sub-Session-Id'],
    'CC-Session-Failover': sessionFailover ? 'FAILOVER_SUPPORTED' : 'FAILOVER_NOT_SUPPORTED',
    'Credit-Control-Failure-Handling': failureHandling,
    ...(isMultiple || single === undefined ? {} : grantOf(single)),
    'Multiple-Services-Credit-Control': isMultiple ? services.map(multipleOf) : undefined,
    'Cost-Information':
      cost === undefined
        ? undefined
        : {
            'Unit-Value': { 'Value-Digits': BigInt(cost), Exponent: currency.exponent },
            'Currency-Code': currency.code,
          },
    'Check-Balance-Result': hasCredit === undefined ? undefined : hasCredit ? 'ENOUGH_CREDIT' : 'NO_CREDIT',
    'Proxy-Info': request['Proxy-Info'],
  };
}

function multipleOf(service: ServiceOutcome) {
  const { ratingGroup, serviceIdentifiers, resultCode } = service;
  return {
    ...grantOf(service),
    'Service-Identifier': serviceIdentifiers.length === 0 ? undefined : serviceIdentifiers,
    'Rating-Group': ratingGroup,
    'Result-Code': resultCode,
  };
}

function grantOf({ grant, validityTime, finalUnits }: ServiceOutcome) {
  return {
    'Granted-Service-Unit': grant === undefined ? undefined : unitsOf(grant),
    'Validity-Time': validityTime,
    'Final-Unit-Indication': finalUnits === undefined ? undefined : finalUnitsOf(finalUnits),
  };
}

function unitsOf({ unit, units }: NonNullable<ServiceOutcome['grant']>) {
  return unit === 'CC-Time' ? { [unit]: Math.min(units, 0xffffffff) } : { [unit]: BigInt(units) };
}

function finalUnitsOf({ action, redirectTo }: NonNullable<ServiceOutcome['finalUnits']>) {
  if (action === 'TERMINATE' || redirectTo === undefined) return { 'Final-Unit-Action': 'TERMINATE' as const };
  const server = { 'Redirect-Address-Type': 'URL' as const, 'Redirect-Server-Address': redirectTo };
  return { 'Final-Unit-Action': action, 'Redirect-Server': server };
}
