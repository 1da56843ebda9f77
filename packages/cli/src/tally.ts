/** Messages and their bytes. */
export interface Count {
  readonly messages: number;
  readonly bytes: number;
}

/** Counts the messages of one association. */
export class Tally {
  #receivedMessages = 0;
  #receivedBytes = 0;
  #sentMessages = 0;
  #sentBytes = 0;

  get received(): Count {
    return { messages: this.#receivedMessages, bytes: this.#receivedBytes };
  }

  get sent(): Count {
    return { messages: this.#sentMessages, bytes: this.#sentBytes };
  }

  countReceived(data: Uint8Array): void {
    this.#receivedMessages += 1;
    this.#receivedBytes += data.length;
  }

  countSent(data: Uint8Array): void {
    this.#sentMessages += 1;
    this.#sentBytes += data.length;
  }
}
