import type { CreditStore } from './credit-store.ts';
import type { Ledger } from './ledger.ts';

/**
 * Keeps what changes in a ledger. All that changes while the store is writing goes into its next write, so that the disk is
 * waited for once for many requests.
 */
export class LedgerKeeper {
  readonly #ledger: Ledger;
  readonly #store: CreditStore;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(ledger: Ledger, store: CreditStore) {
    this.#ledger = ledger;
    this.#store = store;
  }

  /**
   * Resolves when all that has changed so far is kept. Once a write has failed, the ledger is ahead of the store, and this
   * rejects for good: only a restart finds out what was kept.
   * @throws DiameterError with code ERR_DIAMETER_STORE
   */
  keep(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      this.#writing = this.#store.save(this.#ledger.takeChanges());
      return this.#writing;
    });
    return this.#next;
  }
}
