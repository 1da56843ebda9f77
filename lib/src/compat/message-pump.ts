import { SctpError } from '../errors.ts';
import type { Message } from '../socket/message.ts';

/** Where messages go. */
export interface MessageSink {
  /** Whether there is room for a message. */
  hasRoom(): boolean;
  deliver(message: Message): void;
  /** All messages have been delivered, and no more will come. Not called when their source fails. */
  end(): void;
}

/** Takes messages from an association, or from one stream of it, while there is room for them, to the end. */
export class MessagePump {
  readonly #source: () => AsyncIterable<Message>;
  readonly #sink: MessageSink;
  #isDiscarding = false;
  #wake: (() => void) | undefined;

  /** `source` gives what is read on from after a message that breaks off. */
  constructor(source: () => AsyncIterable<Message>, sink: MessageSink) {
    this.#source = source;
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
      for await (const message of this.#source()) {
        while (!this.#isDiscarding && !this.#sink.hasRoom()) await this.#room();
        this.#deliver(message);
      }
    } catch (error) {
      const isBrokenOff = error instanceof SctpError && error.code === 'ERR_SCTP_PARTIAL_DELIVERY_ABORTED';
      if (isBrokenOff) await this.#run();
      return; // else the association has failed, which its `close` tells
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
