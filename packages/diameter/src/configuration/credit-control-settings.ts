import { type Account, subscriberKey } from '../credit-control/account.ts';
import type { CreditControlOptions } from '../credit-control/credit-control-server.ts';
import type { LedgerLimits } from '../credit-control/ledger.ts';
import type { Tariff } from '../credit-control/tariff.ts';
import type { Configuration } from './schema.ts';

/** The accounts of the file, with nothing reserved yet. */
export function accountsOf({ accounts }: Configuration): Account[] {
  return accounts.map(({ type, id, balance, barred }) => ({
    subscriber: subscriberKey(type, id),
    balance,
    reserved: 0,
    isBarred: barred,
  }));
}

/** What the server goes by: prices, currency, and what its answers say of it. */
export function creditControlOptionsOf(configuration: Configuration): CreditControlOptions {
  const { identity, realm, currency, sessionFailover, failureHandling } = configuration;
  return {
    origin: { 'Origin-Host': identity, 'Origin-Realm': realm },
    currency,
    failurePolicy: { sessionFailover, failureHandling },
    tariffs: tariffsOf(configuration),
  };
}

/** In the order of the file. */
function tariffsOf({ tariffs }: Configuration): Tariff[] {
  return tariffs.map((tariff) => ({
    ...tariff,
    serviceContext: tariff.serviceContext,
    ratingGroup: tariff.ratingGroup,
    validityTime: tariff.validityTime,
    redirectTo: tariff.redirectTo,
  }));
}

/** How long, and how many, sessions are remembered. */
export function limitsOf({ supervision, duplicates, maxSessions }: Configuration): LedgerLimits {
  return { supervision, duplicates, maxSessions };
}
