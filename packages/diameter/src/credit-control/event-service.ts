import { resultCode } from '../result-code.ts';
import { type Account, availableIn } from './account.ts';
import type { ServiceOutcome } from './outcome.ts';
import { type CreditControlRequest, countUnits, type ServiceRequest } from './service-request.ts';
import { costOf, type Tariff } from './tariff.ts';

/** A service after an event (RFC 8506 §6). */
export interface EventStep {
  readonly account: Account;
  readonly outcome: ServiceOutcome;
  /** Price of what was asked for. */
  readonly cost: number;
  /** Whether the account has that much. */
  readonly hasCredit: boolean;
}

type Action = NonNullable<CreditControlRequest['Requested-Action']>;

/** Does what an event asks for. */
export function stepEvent(
  account: Account,
  action: Action,
  { ratingGroup, serviceIdentifiers, requested = {} }: ServiceRequest,
  tariff: Tariff | undefined,
): EventStep {
  const outcome = { ratingGroup, serviceIdentifiers, resultCode: resultCode.success as number };
  const units = tariff === undefined ? undefined : countUnits(requested, tariff.unit);
  if (tariff === undefined || units === undefined) {
    return { account, outcome: { ...outcome, resultCode: resultCode.ratingFailed }, cost: 0, hasCredit: false };
  }
  const cost = costOf(tariff, units);
  const hasCredit = cost <= availableIn(account);
  const grant = { unit: tariff.unit, units };
  switch (action) {
    case 'CHECK_BALANCE':
    case 'PRICE_ENQUIRY':
      return { account, outcome, cost, hasCredit };
    case 'REFUND_ACCOUNT':
      return {
        account: { ...account, balance: account.balance + cost },
        outcome: { ...outcome, grant },
        cost,
        hasCredit,
      };
    case 'DIRECT_DEBITING':
      if (!hasCredit) {
        return { account, outcome: { ...outcome, resultCode: resultCode.creditLimitReached }, cost, hasCredit };
      }
      return {
        account: { ...account, balance: account.balance - cost },
        outcome: { ...outcome, grant },
        cost,
        hasCredit,
      };
  }
}
