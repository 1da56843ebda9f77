import { serial16 } from '../serial-number.ts';
import type { OutboundMessage } from './outbound-message.ts';

/** Ordered messages that one stream may have in the send window (RFC 9260 §6.1). */
const maxOrderedInWindow = 2 ** 16 - 1;

/** The Stream Sequence Numbers of the outgoing streams (RFC 9260 §6.5). */
export class OutboundStreams {
  readonly #nextSsn: Uint16Array;
  readonly #inWindow: Uint16Array;

  constructor(count: number) {
    this.#nextSsn = new Uint16Array(count);
    this.#inWindow = new Uint16Array(count);
  }

  /** Whether the stream of the message may have one more in the send window. */
  hasRoomFor(message: OutboundMessage): boolean {
    return message.unordered || (this.#inWindow[message.streamId] ?? 0) < maxOrderedInWindow;
  }

  /** The SSN of a chunk of the message; the first chunk of each takes a new one. 0 where it has no meaning. */
  sequence({ unordered, streamId }: OutboundMessage, beginning: boolean): number {
    if (unordered) return 0;
    const next = this.#nextSsn[streamId] ?? 0;
    if (!beginning) return serial16.add(next, -1);
    this.#nextSsn[streamId] = next + 1;
    this.#inWindow[streamId] = (this.#inWindow[streamId] ?? 0) + 1;
    return next;
  }

  /** The message has left the send window. */
  acknowledge({ unordered, streamId }: OutboundMessage): void {
    if (!unordered) this.#inWindow[streamId] = (this.#inWindow[streamId] ?? 0) - 1;
  }
}
