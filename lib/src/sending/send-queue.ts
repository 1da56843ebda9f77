import { Fifo } from '../fifo.ts';
import type { OutboundMessage } from './outbound-message.ts';

/** The next piece of the message at the head of the queue. */
export interface Fragment {
  readonly message: OutboundMessage;
  readonly userData: Uint8Array;
  readonly beginning: boolean;
  readonly ending: boolean;
}

/** Messages that have not been transmitted, first come first served, cut up as they leave (RFC 9260 §6.9). */
export class SendQueue {
  readonly #messages = new Fifo<OutboundMessage>();
  /** Bytes of the head that have been taken. */
  #offset = 0;
  #pendingBytes = 0;

  /** Bytes of user data in the queue. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** The message whose next fragment is due. */
  get head(): OutboundMessage | undefined {
    return this.#messages.peek();
  }

  /** Bytes of the head that are left to take; 0 when the queue is empty. */
  get headLength(): number {
    const head = this.#messages.peek();
    return head === undefined ? 0 : head.data.length - this.#offset;
  }

  /** Whether a part of the head has been taken. */
  get isHeadStarted(): boolean {
    return this.#offset > 0;
  }

  push(message: OutboundMessage): void {
    this.#messages.push(message);
    this.#pendingBytes += message.data.length;
  }

  /** Takes up to `maxLength` bytes of the head: all the rest of it when they suffice. */
  take(maxLength: number): Fragment | undefined {
    const message = this.#messages.peek();
    if (message === undefined) return undefined;
    const start = this.#offset;
    const end = Math.min(start + maxLength, message.data.length);
    const ending = end === message.data.length;
    const userData = start === 0 && ending ? message.data : message.data.subarray(start, end);
    this.#pendingBytes -= end - start;
    this.#offset = ending ? 0 : end;
    if (ending) this.#messages.shift();
    return { message, userData, beginning: start === 0, ending };
  }

  /** Empties the queue and gives what was in it. */
  clear(): OutboundMessage[] {
    const messages: OutboundMessage[] = [];
    for (let message = this.#messages.shift(); message !== undefined; message = this.#messages.shift()) {
      messages.push(message);
    }
    this.#offset = 0;
    this.#pendingBytes = 0;
    return messages;
  }
}
