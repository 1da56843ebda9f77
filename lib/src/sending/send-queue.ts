import { DeadlineQueue } from '../deadline-queue.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { OutboundStream, WaitingMessage } from './outbound-stream.ts';
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
  #turns: StreamTurns | undefined;
  #pendingBytes = 0;
  /** When messages are not worth sending any more. */
  #lifetimes: DeadlineQueue<WaitingMessage> | undefined;
  readonly #isPartiallyReliable: boolean;

  /** `isPartiallyReliable`: whether a message that has begun to leave can still be given up (RFC 3758). */
  constructor(isPartiallyReliable: boolean) {
    this.#isPartiallyReliable = isPartiallyReliable;
  }

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

  /** When the lifetime of a message ends. */
  get nextExpiry(): number | undefined {
    return this.#lifetimes?.next;
  }

  /** Adds a message to its stream. */
  push(message: OutboundMessage, stream: OutboundStream): void {
    const isWaiting = stream.head !== undefined;
    const waiting = stream.push(message);
    if (message.expiresAt !== undefined) {
      this.#lifetimes ??= new DeadlineQueue();
      this.#lifetimes.set(waiting, message.expiresAt);
    }
    this.#pendingBytes += message.data.length;
    if (!isWaiting) this.#lineUp(stream);
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
    // RFC 3758 §4.1: without the extension the lifetime matters no more once the first part has been transmitted.
    else if (start === 0 && !this.#isPartiallyReliable) this.#forget(this.#current?.first);
    return { message, userData, beginning: start === 0, ending };
  }

  /** Takes out the head, or what is left of it: that was no turn of its stream. */
  drop(): OutboundMessage | undefined {
    const message = this.#head;
    if (this.#current === undefined || message === undefined) return undefined;
    this.#pendingBytes -= message.data.length - this.#offset;
    this.#offset = 0;
    this.#forget(this.#current.shift());
    if (this.#current.head !== undefined) this.#others.addFirst(this.#current);
    this.#turnTo(this.#turns?.take());
    return message;
  }

  /** Takes out a message whose lifetime has ended, or what is left of it; gives how many bytes of it that is. */
  takeExpired(now: number): { readonly message: OutboundMessage; readonly length: number } | undefined {
    const waiting = this.#lifetimes?.takeExpired(now);
    if (waiting === undefined) return undefined;
    const { message, stream, next } = waiting;
    if (message === this.#head) {
      const length = this.headLength;
      this.drop();
      return { message, length };
    }
    const keepsTurn = message !== stream.head || (next && isAsUrgent(next.message, message));
    if (!keepsTurn) this.#turns?.remove(stream);
    stream.remove(waiting);
    if (!keepsTurn && stream.head !== undefined) this.#lineUp(stream);
    this.#pendingBytes -= message.data.length;
    return { message, length: message.data.length };
  }

  /** Empties the queue and gives what was in it: the head that has begun to leave first, the others by their age. */
  clear(): OutboundMessage[] {
    const begun = this.isHeadStarted ? this.drop() : undefined;
    const others: OutboundMessage[] = [];
    for (let message = this.drop(); message !== undefined; message = this.drop()) others.push(message);
    others.sort((one, other) => one.id - other.id);
    return begun === undefined ? others : [begun, ...others];
  }

  get #others(): StreamTurns {
    this.#turns ??= new StreamTurns();
    return this.#turns;
  }

  /** The stream, which has a head, takes its turn: at once when it is more urgent than what has not begun to leave. */
  #lineUp(stream: OutboundStream): void {
    if (this.#current === undefined) {
      this.#turnTo(stream);
    } else if (this.#offset === 0 && stream.priority < this.#current.priority) {
      this.#others.addFirst(this.#current);
      this.#turnTo(stream);
    } else {
      this.#others.add(stream);
    }
  }

  /** All of the head has left. */
  #endTurn(): void {
    const stream = this.#current;
    if (stream === undefined) return;
    this.#forget(stream.shift());
    if (stream.head !== undefined) this.#others.add(stream);
    this.#turnTo(this.#turns?.take());
  }

  /** The lifetime of a message does not matter to the queue any more. */
  #forget(waiting: WaitingMessage | undefined): void {
    if (waiting?.message.expiresAt !== undefined) this.#lifetimes?.set(waiting, undefined);
  }

  #turnTo(stream: OutboundStream | undefined): void {
    this.#current = stream;
    this.#head = stream?.head;
  }
}

function isAsUrgent({ priority = 0 }: OutboundMessage, other: OutboundMessage): boolean {
  return priority === (other.priority ?? 0);
}
