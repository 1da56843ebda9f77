import type { OutboundMessage } from './outbound-message.ts';

/** A message that has not been transmitted as a whole, between its neighbours in its stream. */
export interface WaitingMessage {
  readonly message: OutboundMessage;
  readonly stream: OutboundStream;
  previous: WaitingMessage | undefined;
  next: WaitingMessage | undefined;
}

/** What one outgoing stream has buffered; few exist without. */
export class OutboundStream {
  readonly id: number;
  /** Bytes of its messages that are not wholly acknowledged. */
  bufferedBytes = 0;
  /** Messages that these are of. */
  bufferedCount = 0;
  /** Ordinal of its turn, where it is compared with others. */
  turn = 0;
  /** Where it stands among streams that wait for their turns in a heap. */
  position = 0;
  /** The streams whose turns come before and after, where streams are lined up. */
  preceding: OutboundStream | undefined = undefined;
  following: OutboundStream | undefined = undefined;
  #first: WaitingMessage | undefined = undefined;
  #last: WaitingMessage | undefined = undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** The first of those that wait. */
  get first(): WaitingMessage | undefined {
    return this.#first;
  }

  /** The message that is the next to be transmitted. */
  get head(): OutboundMessage | undefined {
    return this.#first?.message;
  }

  /** How urgent the head is: 0 the most. */
  get priority(): number {
    return this.#first?.message.priority ?? 0;
  }

  push(message: OutboundMessage): WaitingMessage {
    const waiting = { message, stream: this, previous: this.#last, next: undefined };
    if (this.#last === undefined) this.#first = waiting;
    else this.#last.next = waiting;
    this.#last = waiting;
    return waiting;
  }

  /** Takes out the head. */
  shift(): WaitingMessage | undefined {
    const first = this.#first;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes out a message of this stream. */
  remove(waiting: WaitingMessage): void {
    const { previous, next } = waiting;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    // One that has got old would keep all that came after it from being collected while they are young.
    waiting.previous = undefined;
    waiting.next = undefined;
  }
}
