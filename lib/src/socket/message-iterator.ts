import type { SctpError } from '../errors.ts';
import type { Message } from './message.ts';

/** Where messages are read from. */
export interface MessageSource {
  /** The next message that has come. */
  read(): Message | undefined;
  /** How the source has ended, once it has; what was left can still be read. */
  readonly ending: { readonly error: SctpError | undefined } | undefined;
  /** Calls `wake` once, when there may be something to read, or the end. */
  whenReadable(wake: () => void): void;
}

/** Reads messages one by one, to the end; rejects with the error of a source that fails. */
export class MessageIterator implements AsyncIterableIterator<Message, void, undefined> {
  readonly #source: MessageSource;
  readonly #waiting = new Set<() => void>();
  #isDone = false;

  constructor(source: MessageSource) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Message, void>> {
    while (!this.#isDone) {
      const message = this.#source.read();
      if (message !== undefined) return { done: false, value: message };
      const { ending } = this.#source;
      if (ending?.error !== undefined) throw ending.error;
      if (ending !== undefined) this.#isDone = true;
      else await this.#readable();
    }
    return { done: true, value: undefined };
  }

  /** Ends the iteration, also for a `next` that waits. */
  async return(): Promise<IteratorResult<Message, void>> {
    this.#isDone = true;
    for (const wake of this.#waiting) wake();
    return { done: true, value: undefined };
  }

  async #readable(): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      this.#source.whenReadable(wake);
    });
  }
}
