import type { Account } from './account.ts';
import type { Session } from './session.ts';

/** What has changed and is not kept yet. */
export interface LedgerChanges {
  readonly accounts: readonly Account[];
  readonly sessions: readonly Session[];
  /** Keys of sessions that are forgotten. */
  readonly forgotten: readonly string[];
}

/** How long sessions are remembered, in ms, and how many. */
export interface LedgerLimits {
  /** Without a request for so long, a session is given up and what it reserved is free again: Tcc of RFC 8506 §7. */
  readonly supervision: number;
  /** For so long a session that is over is kept, so that a repeated request is answered the same. */
  readonly duplicates: number;
  /** Open ones and those that are over. */
  readonly maxSessions: number;
}

/** Accounts and sessions, in memory; what changes is handed out for whoever keeps it. */
export class Ledger {
  readonly #limits: LedgerLimits;
  readonly #accounts = new Map<string, Account>();
  // Both in the order of their last request, and so of their end.
  readonly #open = new Map<string, Session>();
  readonly #over = new Map<string, Session>();
  #accountChanges = new Map<string, Account>();
  #sessionChanges = new Map<string, Session | undefined>();

  constructor(limits: LedgerLimits) {
    this.#limits = limits;
  }

  get openSessionCount(): number {
    return this.#open.size;
  }

  get accountCount(): number {
    return this.#accounts.size;
  }

  /** Whether there is no room for another session. */
  get isFull(): boolean {
    return this.#open.size + this.#over.size >= this.#limits.maxSessions;
  }

  findAccount(subscriber: string): Account | undefined {
    return this.#accounts.get(subscriber);
  }

  findSession(key: string): Session | undefined {
    return this.#open.get(key) ?? this.#over.get(key);
  }

  /** Takes in what was kept before; it counts as no change. Sessions come in the order of their last request. */
  restore(accounts: Iterable<Account>, sessions: Iterable<Session>): void {
    for (const account of accounts) this.#accounts.set(account.subscriber, account);
    for (const session of sessions) this.#place(session);
  }

  setAccount(account: Account): void {
    this.#accounts.set(account.subscriber, account);
    this.#accountChanges.set(account.subscriber, account);
  }

  /** Sets the session, whose last request is the latest of all. */
  setSession(session: Session): void {
    this.#place(session);
    this.#sessionChanges.set(session.key, session);
  }

  /** Gives up sessions that were silent for too long, and forgets those that have been over for long enough. */
  expire(now: number): void {
    for (const session of this.#open.values()) {
      if (session.touchedAt + this.#limits.supervision > now) break;
      this.#open.delete(session.key);
      this.#forget(session);
    }
    for (const session of this.#over.values()) {
      if (session.touchedAt + this.#limits.duplicates > now) break;
      this.#over.delete(session.key);
      this.#sessionChanges.set(session.key, undefined);
    }
  }

  /** What has changed since this was last called. */
  takeChanges(): LedgerChanges {
    const sessions = [...this.#sessionChanges];
    const changes = {
      accounts: [...this.#accountChanges.values()],
      sessions: sessions.flatMap(([, session]) => session ?? []),
      forgotten: sessions.filter(([, session]) => session === undefined).map(([key]) => key),
    };
    this.#accountChanges = new Map();
    this.#sessionChanges = new Map();
    return changes;
  }

  #place(session: Session): void {
    this.#open.delete(session.key);
    this.#over.delete(session.key);
    (session.isOver ? this.#over : this.#open).set(session.key, session);
  }

  #forget({ key, subscriber, services }: Session): void {
    this.#sessionChanges.set(key, undefined);
    const account = this.#accounts.get(subscriber);
    const reserved = Object.values(services).reduce((sum, service) => sum + service.reserved, 0);
    if (account !== undefined && reserved > 0) {
      this.setAccount({ ...account, reserved: account.reserved - reserved });
    }
  }
}
