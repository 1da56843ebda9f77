import { SctpError } from '../errors.ts';
import type { Message } from './message.ts';

/** Where messages are read from. */
export interface MessageSource {
  /** The next message that has come, or why one that came in parts will not be completed. */
  read(): Message | SctpError | undefined;
  /** How the source has ended, once it has; what was left can still be read. */
  readonly ending: { readonly error: SctpError | undefined } | undefined;
  /** Calls `wake` once, when there may be something to read, or the end. */
  whenReadable(wake: () => void): void;
}

/**
 * Reads messages one by one, to the end; rejects with the error of a source that fails, and where a message breaks off:
 * then what follows can still be read.
 */
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
      if (message instanceof SctpError) throw message;
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
