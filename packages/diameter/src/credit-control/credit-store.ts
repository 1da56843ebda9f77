import type { Account } from './account.ts';
import type { LedgerChanges } from './ledger.ts';
import type { Session } from './session.ts';

/** Where accounts and sessions are kept. */
export interface CreditStore {
  /** All that was kept; sessions in any order. @throws DiameterError with code ERR_DIAMETER_STORE */
  load(): Promise<{ readonly accounts: readonly Account[]; readonly sessions: readonly Session[] }>;
  /** Keeps all of the changes, or none. @throws DiameterError with code ERR_DIAMETER_STORE */
  save(changes: LedgerChanges): Promise<void>;
  close(): Promise<void>;
}

/** A store that keeps nothing: what it has ends with the process. */
export function memoryStore(): CreditStore {
  return {
    load: async () => ({ accounts: [], sessions: [] }),
    save: async () => undefined,
    close: async () => undefined,
  };
}
