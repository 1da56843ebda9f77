import type { ReceivedMessage } from './received-message.ts';

/** Brings the ordered messages of each stream into their order (RFC 9260 §6.6). */
export class InboundStreams {
  readonly #nextSsn: Uint16Array;
  /** Messages that came early, by stream and SSN. */
  readonly #early = new Map<number, Map<number, ReceivedMessage>>();

  constructor(count: number) {
    this.#nextSsn = new Uint16Array(count);
  }

  get count(): number {
    return this.#nextSsn.length;
  }

  /** Takes a message, and hands on what may be delivered now; false when one with its SSN waits already. */
  add(message: ReceivedMessage, deliver: (message: ReceivedMessage) => void): boolean {
    if (message.unordered) {
      deliver(message);
      return true;
    }
    const next = this.#nextSsn[message.streamId] ?? 0;
    if (message.ssn !== next) return this.#keep(message);
    deliver(message);
    this.#nextSsn[message.streamId] = next + 1;
    this.#deliverEarly(message.streamId, deliver);
    return true;
  }

  #keep(message: ReceivedMessage): boolean {
    let early = this.#early.get(message.streamId);
    if (early === undefined) {
      early = new Map();
      this.#early.set(message.streamId, early);
    }
    if (early.has(message.ssn)) return false;
    early.set(message.ssn, message);
    return true;
  }

  #deliverEarly(streamId: number, deliver: (message: ReceivedMessage) => void): void {
    const early = this.#early.get(streamId);
    if (early === undefined) return;
    for (;;) {
      const next = this.#nextSsn[streamId] ?? 0;
      const message = early.get(next);
      if (message === undefined) break;
      early.delete(next);
      deliver(message);
      this.#nextSsn[streamId] = next + 1;
    }
    if (early.size === 0) this.#early.delete(streamId);
  }
}
