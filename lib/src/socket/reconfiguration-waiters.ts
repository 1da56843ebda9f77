import type { SctpError } from '../errors.ts';
import { SparseMap } from '../sparse-map.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: SctpError) => void;
}

/** Who waits for the peer to answer a request to change streams. */
export class ReconfigurationWaiters {
  readonly #waiting = new SparseMap<number, Waiter>();

  /** Resolves once the peer has granted the request with this id; rejects when it does not. */
  outcomeOf(id: number): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  settle(id: number, error: SctpError | undefined): void {
    const waiter = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiter?.resolve();
    else waiter?.reject(error);
  }

  /** No answer will be told any more. */
  fail(error: SctpError): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
