import { serial16 } from '../serial-number.ts';
import { SparseMap } from '../sparse-map.ts';
import type { ReceivedMessage } from './received-message.ts';

/** Ordered messages that came before others of their stream, by stream and SSN. */
export class EarlyMessages {
  readonly #streams = new SparseMap<number, Map<number, ReceivedMessage>>();

  /** Keeps a message; false when one with its SSN is here already. */
  keep(message: ReceivedMessage): boolean {
    const { streamId, ssn } = message;
    const messages = this.#streams.get(streamId);
    if (messages === undefined) this.#streams.set(streamId, new Map([[ssn, message]]));
    else if (messages.has(ssn)) return false;
    else messages.set(ssn, message);
    return true;
  }

  /** Takes out the message with this SSN. */
  take(streamId: number, ssn: number): ReceivedMessage | undefined {
    const messages = this.#streams.get(streamId);
    const message = messages?.get(ssn);
    if (messages !== undefined && message !== undefined) this.#remove(messages, message);
    return message;
  }

  /** Takes out the messages of a stream whose SSNs are from `first` to `last`, in their order. */
  takeRange(streamId: number, first: number, last: number): ReceivedMessage[] {
    const messages = this.#streams.get(streamId);
    if (messages === undefined) return [];
    const taken = inRange(messages, first, last);
    for (const message of taken) this.#remove(messages, message);
    return taken;
  }

  /** Takes out all messages of these streams, each in the order in which they came. */
  takeAll(streams: Iterable<number> | 'all'): ReceivedMessage[] {
    if (this.#streams.size === 0) return [];
    const taken: ReceivedMessage[] = [];
    for (const streamId of streams === 'all' ? [...this.#streams.keys()] : streams) {
      for (const message of this.#streams.get(streamId)?.values() ?? []) taken.push(message);
      this.#streams.delete(streamId);
    }
    return taken;
  }

  #remove(messages: Map<number, ReceivedMessage>, { streamId, ssn }: ReceivedMessage): void {
    messages.delete(ssn);
    if (messages.size === 0) this.#streams.delete(streamId);
  }
}

/** By looking for each SSN or at each message, whichever are fewer: a peer may skip many SSNs over and over. */
function inRange(messages: ReadonlyMap<number, ReceivedMessage>, first: number, last: number): ReceivedMessage[] {
  const count = serial16.distance(first, last) + 1;
  const found: ReceivedMessage[] = [];
  if (count < messages.size) {
    for (let i = 0; i < count; i += 1) {
      const message = messages.get(serial16.add(first, i));
      if (message !== undefined) found.push(message);
    }
    return found;
  }
  const offsetOf = ({ ssn }: ReceivedMessage) => serial16.distance(first, ssn);
  for (const message of messages.values()) {
    const offset = offsetOf(message);
    if (offset >= 0 && offset < count) found.push(message);
  }
  return found.sort((one, other) => offsetOf(one) - offsetOf(other));
}
