import type { SctpError } from '../errors.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: SctpError) => void;
}

/** Those who wait for room in the send buffer, or for what becomes of a message. */
export class SendWaiters {
  readonly #sendBuffer: number;
  #forRoom: Waiter[] = [];
  readonly #forFate = new Map<number, Waiter>();
  #isFull = false;

  /** `sendBuffer` is the number of bytes from which on a sender waits. */
  constructor(sendBuffer: number) {
    this.#sendBuffer = sendBuffer;
  }

  hasRoom(bufferedAmount: number): boolean {
    return bufferedAmount < this.#sendBuffer;
  }

  /** Resolves once there is room again; rejects when the association ends before. */
  room(): Promise<void> {
    this.#isFull = true;
    return new Promise((resolve, reject) => this.#forRoom.push({ resolve, reject }));
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

  /** Lets those go on who waited for room; true when there was none before. */
  makeRoom(bufferedAmount: number): boolean {
    if (!this.#isFull || !this.hasRoom(bufferedAmount)) return false;
    this.#isFull = false;
    const waiters = this.#forRoom;
    this.#forRoom = [];
    for (const { resolve } of waiters) resolve();
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
    const waiters = this.#forRoom;
    this.#forRoom = [];
    for (const { reject } of waiters) reject(error);
  }
}
