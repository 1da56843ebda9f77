/** Messages and their bytes. */
export interface Count {
  readonly messages: number;
  readonly bytes: number;
}

/** Counts the messages of one association. */
export class Tally {
  #received: Count = { messages: 0, bytes: 0 };
  #sent: Count = { messages: 0, bytes: 0 };

  get received(): Count {
    return this.#received;
  }

  get sent(): Count {
    return this.#sent;
  }

  countReceived(data: Uint8Array): void {
    this.#received = add(this.#received, data.length);
  }

  countSent(data: Uint8Array): void {
    this.#sent = add(this.#sent, data.length);
  }
}

function add({ messages, bytes }: Count, length: number): Count {
  return { messages: messages + 1, bytes: bytes + length };
}
