import type { Account } from './account.ts';
import type { CreditStore } from './credit-store.ts';
import { Ledger, type LedgerLimits } from './ledger.ts';

/**
 * A ledger with what the store has kept, and with those of `accounts` that it does not know yet. Of those that it knows,
 * the balance counts that was kept; whether they are barred is taken from `accounts`.
 * @throws DiameterError with code ERR_DIAMETER_STORE
 */
export async function openLedger(
  store: CreditStore,
  accounts: readonly Account[],
  limits: LedgerLimits,
): Promise<Ledger> {
  const kept = await store.load();
  const ledger = new Ledger(limits);
  ledger.restore(
    kept.accounts,
    [...kept.sessions].sort((one, other) => one.touchedAt - other.touchedAt),
  );
  for (const account of accounts) {
    const before = ledger.findAccount(account.subscriber);
    if (before === undefined) ledger.setAccount(account);
    else if (before.isBarred !== account.isBarred) ledger.setAccount({ ...before, isBarred: account.isBarred });
  }
  return ledger;
}
