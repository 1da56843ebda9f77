import { serial32 } from '../serial-number.ts';
import type { StreamList } from '../stream-list.ts';
import { EarlyMessages } from './early-messages.ts';
import type { ReceivedMessage } from './received-message.ts';

/** A reset of inbound streams that waits for all that the peer sent before it (RFC 6525 §5.2.2 E2). */
export class DeferredReset {
  /** Messages that the peer sent after it, in the order in which they came. */
  readonly messages: ReceivedMessage[] = [];
  readonly streams: ReadonlySet<number> | 'all';
  readonly #lastTsn: number;
  readonly #ordered = new EarlyMessages();

  /** `lastTsn` is the last one that the peer had assigned. */
  constructor(streams: StreamList, lastTsn: number) {
    this.streams = streams === 'all' ? 'all' : new Set(streams);
    this.#lastTsn = lastTsn;
  }

  /** Whether nothing is missing any more of what the peer sent before it. */
  isDue(cumulativeTsn: number): boolean {
    return !serial32.isAfter(this.#lastTsn, cumulativeTsn);
  }

  /** Whether the message has to wait for the reset. */
  concerns({ streamId, tsn }: ReceivedMessage): boolean {
    const isOnStream = this.streams === 'all' || this.streams.has(streamId);
    return isOnStream && serial32.isAfter(tsn, this.#lastTsn);
  }

  /** Keeps a message; false when one with its SSN is here already. */
  keep(message: ReceivedMessage): boolean {
    if (!message.unordered && !this.#ordered.keep(message)) return false;
    this.messages.push(message);
    return true;
  }
}
