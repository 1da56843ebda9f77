import type { OutboundMessage } from './outbound-message.ts';
import type { OutboundStream } from './outbound-stream.ts';
import { StreamTurns } from './stream-turns.ts';

/** The next piece of the message at the head of the queue. */
export interface Fragment {
  readonly message: OutboundMessage;
  readonly userData: Uint8Array;
  readonly beginning: boolean;
  readonly ending: boolean;
}

/**
 * Messages that have not been transmitted, cut up as they leave (RFC 9260 §6.9). Streams take turns, a message each
 * (RFC 8260 §3.2); a message that has begun to leave is finished before another one begins.
 */
export class SendQueue {
  /** The stream whose turn it is, and its next message. */
  #current: OutboundStream | undefined;
  #head: OutboundMessage | undefined;
  /** Bytes of the head that have been taken. */
  #offset = 0;
  /** The other streams with something to send. */
  readonly #turns = new StreamTurns();
  #pendingBytes = 0;

  /** Bytes of user data in the queue. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get isEmpty(): boolean {
    return this.#head === undefined;
  }

  /** The message whose next fragment is due. */
  get head(): OutboundMessage | undefined {
    return this.#head;
  }

  /** Bytes of the head that are left to take; 0 when the queue is empty. */
  get headLength(): number {
    return this.#head === undefined ? 0 : this.#head.data.length - this.#offset;
  }

  /** Whether a part of the head has been taken. */
  get isHeadStarted(): boolean {
    return this.#offset > 0;
  }

  /** Adds a message to its stream. */
  push(message: OutboundMessage, stream: OutboundStream): void {
    const isWaiting = stream.head !== undefined;
    stream.push(message);
    this.#pendingBytes += message.data.length;
    if (isWaiting) return;
    if (this.#current === undefined) {
      this.#turnTo(stream);
    } else if (this.#offset === 0 && stream.priority < this.#current.priority) {
      this.#turns.addFirst(this.#current);
      this.#turnTo(stream);
    } else {
      this.#turns.add(stream);
    }
  }

  /** Takes up to `maxLength` bytes of the head: all the rest of it when they suffice. */
  take(maxLength: number): Fragment | undefined {
    const message = this.#head;
    if (message === undefined) return undefined;
    const start = this.#offset;
    const end = Math.min(start + maxLength, message.data.length);
    const ending = end === message.data.length;
    const userData = start === 0 && ending ? message.data : message.data.subarray(start, end);
    this.#pendingBytes -= end - start;
    this.#offset = ending ? 0 : end;
    if (ending) this.#endTurn();
    return { message, userData, beginning: start === 0, ending };
  }

  /** Takes out the head, or what is left of it: that was no turn of its stream. */
  drop(): OutboundMessage | undefined {
    const message = this.#head;
    if (this.#current === undefined || message === undefined) return undefined;
    this.#pendingBytes -= message.data.length - this.#offset;
    this.#offset = 0;
    this.#current.shift();
    if (this.#current.head !== undefined) this.#turns.addFirst(this.#current);
    this.#turnTo(this.#turns.take());
    return message;
  }

  /** Empties the queue and gives what was in it: the head that has begun to leave first, the others by their age. */
  clear(): OutboundMessage[] {
    const begun = this.isHeadStarted ? this.drop() : undefined;
    const others: OutboundMessage[] = [];
    for (let message = this.drop(); message !== undefined; message = this.drop()) others.push(message);
    others.sort((one, other) => one.id - other.id);
    return begun === undefined ? others : [begun, ...others];
  }

  /** All of the head has left. */
  #endTurn(): void {
    const stream = this.#current;
    if (stream === undefined) return;
    stream.shift();
    if (stream.head !== undefined) this.#turns.add(stream);
    this.#turnTo(this.#turns.take());
  }

  #turnTo(stream: OutboundStream | undefined): void {
    this.#current = stream;
    this.#head = stream?.head;
  }
}
