import type { OutboundMessage } from './outbound-message.ts';

/** A message that has not been transmitted as a whole, and the next one of its stream. */
interface Waiting {
  readonly message: OutboundMessage;
  next: Waiting | undefined;
}

/** What one outgoing stream has buffered; few exist without. */
export class OutboundStream {
  readonly id: number;
  /** Bytes of its messages that are not wholly acknowledged. */
  bufferedBytes = 0;
  /** Ordinal of its turn, where it is compared with others. */
  turn = 0;
  /** The stream whose turn follows, where streams are lined up. */
  following: OutboundStream | undefined = undefined;
  #first: Waiting | undefined = undefined;
  #last: Waiting | undefined = undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** The message that is the next to be transmitted. */
  get head(): OutboundMessage | undefined {
    return this.#first?.message;
  }

  /** How urgent the head is: 0 the most. */
  get priority(): number {
    return this.#first?.message.priority ?? 0;
  }

  push(message: OutboundMessage): void {
    const waiting = { message, next: undefined };
    if (this.#last === undefined) this.#first = waiting;
    else this.#last.next = waiting;
    this.#last = waiting;
  }

  /** Takes out the head. */
  shift(): void {
    this.#first = this.#first?.next;
    if (this.#first === undefined) this.#last = undefined;
  }
}
