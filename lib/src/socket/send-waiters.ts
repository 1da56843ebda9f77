import { SctpError } from '../errors.ts';
import type { BufferUse } from '../sending/outbound-streams.ts';
import { SparseMap } from '../sparse-map.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: SctpError) => void;
}

/**
 * Whether there is room for more on a stream. What others have buffered leaves it its share, as long as all together have
 * less than twice `sendBuffer`; beyond that it has one message at a time.
 */
export function hasRoom({ total, ofStream, streamCount }: BufferUse, sendBuffer: number): boolean {
  if (total < sendBuffer || ofStream === 0) return true;
  return total < 2 * sendBuffer && ofStream < sendBuffer / streamCount;
}

/** Those who wait for room in the send buffer, or for what becomes of a message. */
export class SendWaiters {
  readonly #sendBuffer: number;
  /** By stream. */
  readonly #forRoom = new SparseMap<number, Waiter[]>();
  readonly #forFate = new SparseMap<number, Waiter>();
  #isFull = false;

  /** `sendBuffer` is the number of bytes from which on a sender waits. */
  constructor(sendBuffer: number) {
    this.#sendBuffer = sendBuffer;
  }

  /** Resolves once there is room again on the stream; rejects when the association ends before. */
  room(streamId: number): Promise<void> {
    this.#isFull = true;
    return new Promise((resolve, reject) => {
      const waiters = this.#forRoom.get(streamId);
      if (waiters === undefined) this.#forRoom.set(streamId, [{ resolve, reject }]);
      else waiters.push({ resolve, reject });
    });
  }

  /** Resolves once the message is sent, or acknowledged, as it was asked; rejects when that will not be. */
  fateOf(id: number): Promise<void> {
    return new Promise((resolve, reject) => this.#forFate.set(id, { resolve, reject }));
  }

  /** What was waited for has become of the message. */
  settle(id: number): void {
    this.#forFate.get(id)?.resolve();
    this.#forFate.delete(id);
  }

  /** The message was abandoned. */
  abandon(id: number, wasSent: boolean): void {
    const reason = wasSent ? 'before the peer acknowledged the message' : 'before the message was sent';
    const error = new SctpError('ERR_SCTP_MESSAGE_ABANDONED', `lifetime or maxRetransmissions were used up ${reason}`);
    this.#forFate.get(id)?.reject(error);
    this.#forFate.delete(id);
  }

  /** Whether somebody waits for anything. */
  get isWaitedFor(): boolean {
    return this.#forRoom.size > 0 || this.#forFate.size > 0;
  }

  /** Whether somebody waits for room: else `makeRoom` has nothing to do. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * Less is buffered on a stream: lets those go on who waited for room there, or everywhere; true when there is room on
   * every stream, and was not before. Others than this stream's need not be looked at before: they have something
   * buffered, and so their time comes.
   */
  makeRoom(streamId: number, use: BufferUse): boolean {
    if (!this.#isFull) return false;
    if (use.total >= this.#sendBuffer) {
      if (hasRoom(use, this.#sendBuffer)) this.#wake(streamId);
      return false;
    }
    this.#isFull = false;
    for (const waitingId of this.#forRoom.keys()) this.#wake(waitingId);
    return true;
  }

  /** What has not become of a message never will. */
  fail(error: SctpError): void {
    const waiters = [...this.#forFate.values()];
    this.#forFate.clear();
    for (const { reject } of waiters) reject(error);
  }

  close(error: SctpError): void {
    this.fail(error);
    const waiters = [...this.#forRoom.values()].flat();
    this.#forRoom.clear();
    for (const { reject } of waiters) reject(error);
  }

  #wake(streamId: number): void {
    const waiters = this.#forRoom.get(streamId) ?? [];
    this.#forRoom.delete(streamId);
    for (const { resolve } of waiters) resolve();
  }
}
