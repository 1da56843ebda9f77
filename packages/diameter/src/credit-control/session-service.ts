import { resultCode } from '../result-code.ts';
import { type Account, availableIn, greatestAmount } from './account.ts';
import type { ServiceOutcome } from './outcome.ts';
import { countUnits, type ServiceRequest } from './service-request.ts';
import type { ServiceUsage } from './session.ts';
import { costOf, type Tariff, unitsFor } from './tariff.ts';

/** A service after a request of its session. */
export interface ServiceStep {
  readonly account: Account;
  readonly usage: ServiceUsage;
  readonly outcome: ServiceOutcome;
}

/** Charges the account for what the session used of a service, and reserves what it is granted next. */
export function stepService(
  account: Account,
  request: ServiceRequest,
  usage: ServiceUsage,
  tariff: Tariff | undefined,
): ServiceStep {
  const { ratingGroup, serviceIdentifiers, requested } = request;
  const outcome = { ratingGroup, serviceIdentifiers, resultCode: resultCode.success as number };
  if (tariff === undefined) return { account, usage, outcome: { ...outcome, resultCode: resultCode.ratingFailed } };
  const settled = settle(account, request, usage, tariff);
  if (requested === undefined) return { ...settled, outcome };
  if (tariff.price === 0) {
    return { ...settled, outcome: { ...outcome, resultCode: resultCode.creditControlNotApplicable } };
  }
  const wanted = wantedUnits(requested, tariff);
  if (wanted === undefined) return { ...settled, outcome: { ...outcome, resultCode: resultCode.ratingFailed } };
  return grant(settled, wanted, tariff, outcome);
}

/** What was reserved is free again, and what was used is paid: no more than what it adds to the whole of the session. */
function settle(
  account: Account,
  { used }: ServiceRequest,
  usage: ServiceUsage,
  tariff: Tariff,
): Omit<ServiceStep, 'outcome'> {
  const units = used.reduce((sum, one) => sum + (countUnits(one, tariff.unit) ?? 0), 0);
  const total = Math.min(usage.used + units, greatestAmount);
  const charge = costOf(tariff, total) - costOf(tariff, usage.used);
  return {
    account: { ...account, balance: account.balance - charge, reserved: account.reserved - usage.reserved },
    usage: { used: total, reserved: 0 },
  };
}

function grant(
  { account, usage }: Omit<ServiceStep, 'outcome'>,
  wanted: number,
  tariff: Tariff,
  outcome: ServiceOutcome,
): ServiceStep {
  const spent = costOf(tariff, usage.used);
  const affordable = Math.max(0, unitsFor(tariff, spent + availableIn(account)) - usage.used);
  const units = Math.min(wanted, affordable);
  if (units === 0) return { account, usage, outcome: { ...outcome, resultCode: resultCode.creditLimitReached } };
  const reserved = costOf(tariff, usage.used + units) - spent;
  const { finalUnitAction: action, redirectTo, unit, validityTime } = tariff;
  return {
    account: { ...account, reserved: account.reserved + reserved },
    usage: { ...usage, reserved },
    outcome: {
      ...outcome,
      grant: { unit, units },
      validityTime,
      finalUnits: units === affordable ? { action, redirectTo } : undefined,
    },
  };
}

/** What a client asks for, no more than is granted at a time; undefined for units that the tariff has no price for. */
function wantedUnits(requested: NonNullable<ServiceRequest['requested']>, { unit, grant }: Tariff): number | undefined {
  if (Object.keys(requested).length === 0) return grant;
  const units = countUnits(requested, unit);
  // RFC 8506 §8.18: zero units ask for whatever the server grants.
  return units === 0 ? grant : units === undefined ? undefined : Math.min(units, grant);
}
