import type { Association } from '../socket/association.ts';
import type { Message } from '../socket/message.ts';

/** Where the messages of an association go. */
export interface MessageSink {
  /** Whether there is room for a message. */
  hasRoom(): boolean;
  deliver(message: Message): void;
  /** All messages have been delivered, and no more will come. Not called when the association fails. */
  end(): void;
}

/** Takes messages from an association while there is room for them, to its end. */
export class MessagePump {
  readonly #association: Association;
  readonly #sink: MessageSink;
  #isDiscarding = false;
  #wake: (() => void) | undefined;

  constructor(association: Association, sink: MessageSink) {
    this.#association = association;
    this.#sink = sink;
    void this.#run();
  }

  /** There may be room again. */
  resume(): void {
    this.#wake?.();
  }

  /** What still comes goes nowhere, so that the peer can finish. */
  discard(): void {
    this.#isDiscarding = true;
    this.resume();
  }

  async #run(): Promise<void> {
    try {
      for await (const message of this.#association) {
        while (!this.#isDiscarding && !this.#sink.hasRoom()) await this.#room();
        this.#deliver(message);
      }
    } catch {
      return; // the association has failed, which its `close` tells
    }
    if (!this.#isDiscarding) this.#sink.end();
  }

  /** What a listener of the user throws is the user's to see, and no reason to stop. */
  #deliver(message: Message): void {
    if (this.#isDiscarding) return;
    try {
      this.#sink.deliver(message);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
