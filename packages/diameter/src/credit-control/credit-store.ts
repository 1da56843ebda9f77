import type { Account } from './account.ts';
import type { LedgerChanges } from './ledger.ts';
import type { Session } from './session.ts';

/** Where accounts and sessions are kept. */
export interface CreditStore {
  /** Time of day, in seconds since 1970, since which nothing was lost: the Origin-State-Id of its server (RFC 6733 §8.16). */
  readonly since: number;
  /** All that was kept; sessions in any order. @throws DiameterError with code ERR_DIAMETER_STORE */
  load(): Promise<{ readonly accounts: readonly Account[]; readonly sessions: readonly Session[] }>;
  /** Keeps all of the changes, or none. @throws DiameterError with code ERR_DIAMETER_STORE */
  save(changes: LedgerChanges): Promise<void>;
  close(): Promise<void>;
}

/** The time of day, in seconds since 1970. */
export function currentSecond(): number {
  return Math.floor(Date.now() / 1000);
}

/** A store that keeps nothing: what it has ends with the process. */
export function memoryStore(since: number = currentSecond()): CreditStore {
  return {
    since,
    load: async () => ({ accounts: [], sessions: [] }),
    save: async () => undefined,
    close: async () => undefined,
  };
}
