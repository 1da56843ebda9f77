import { Fifo } from '../fifo.ts';
import { serial32 } from '../serial-number.ts';
import { SparseMap } from '../sparse-map.ts';
import type { StreamList } from '../stream-list.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { OutboundStreams } from './outbound-streams.ts';
import type { SendQueue } from './send-queue.ts';
import type { SentChunks } from './sent-chunk.ts';

/** Streams that are to be reset, and when that was asked for. */
interface Hold {
  readonly ordinal: number;
  readonly streams: ReadonlySet<number> | 'all';
  /** Those that may still have older messages; undefined: all of them may. */
  readonly undrained: number[] | undefined;
}

interface HeldMessage {
  readonly message: OutboundMessage;
  /** Of the latest hold there was when it came. */
  readonly ordinal: number;
}

const none: readonly Hold[] = [];

/**
 * Resets of outgoing streams, one after the other: what was sent before on these streams is to be acknowledged first, and
 * what is sent after that waits until the reset is done or denied (RFC 6525 §5.1.2 A1).
 */
export class StreamResets {
  readonly #streams: OutboundStreams;
  readonly #queue: SendQueue;
  readonly #sent: SentChunks;
  #holds: readonly Hold[] = none;
  readonly #heldBytes = new SparseMap<number, number>();
  #messages: Fifo<HeldMessage> | undefined;
  #lastOrdinal = 0;
  #totalHeldBytes = 0;

  constructor(streams: OutboundStreams, queue: SendQueue, sent: SentChunks) {
    this.#streams = streams;
    this.#queue = queue;
    this.#sent = sent;
  }

  /** TSN of the last chunk that has been sent; before the first one, the TSN before that (RFC 6525 §5.1.2 A3). */
  get lastAssignedTsn(): number {
    return serial32.add(this.#sent.nextTsn, -1);
  }

  /** Whether messages are held back. */
  get isHolding(): boolean {
    return this.#messages !== undefined && this.#messages.length > 0;
  }

  /** Holds back the messages of these streams that are sent from now on. */
  hold(streams: StreamList): void {
    this.#lastOrdinal += 1;
    const hold: Hold = {
      ordinal: this.#lastOrdinal,
      streams: streams === 'all' ? 'all' : new Set(streams),
      undrained: streams === 'all' ? undefined : [...streams],
    };
    this.#holds = [...this.#holds, hold];
  }

  /** Takes a message, which is buffered already, when its stream is held; false when it may go. */
  keep(message: OutboundMessage): boolean {
    if (!this.#isHeld(message, this.#lastOrdinal)) return false;
    this.#messages ??= new Fifo();
    this.#messages.push({ message, ordinal: this.#lastOrdinal });
    this.#count(message, 1);
    return true;
  }

  /**
   * Whether all messages that were sent before the oldest hold are acknowledged, on its streams. Each stream is looked at
   * until it is drained, once.
   */
  get isDrained(): boolean {
    const [hold] = this.#holds;
    if (hold === undefined) return false;
    const { undrained } = hold;
    if (undrained === undefined) return this.#streams.totalBytes === this.#totalHeldBytes;
    for (let streamId = undrained.at(-1); streamId !== undefined; streamId = undrained.at(-1)) {
      if (this.#streams.bufferedBytes(streamId) > (this.#heldBytes.get(streamId) ?? 0)) return false;
      undrained.pop();
    }
    return true;
  }

  /** Ends the oldest hold, whose streams are reset or not; what waits for no other goes on. */
  end(outcome: 'RESET' | 'UNCHANGED'): void {
    const [hold, ...others] = this.#holds;
    this.#holds = others;
    if (hold !== undefined && outcome === 'RESET') this.#streams.reset(hold.streams);
    this.#release();
  }

  /** Ends all holds: what waits goes on. */
  clear(): void {
    this.#holds = none;
    this.#release();
  }

  #release(): void {
    const held = this.#messages;
    if (held === undefined) return;
    this.#messages = new Fifo();
    for (let next = held.shift(); next !== undefined; next = held.shift()) {
      const { message, ordinal } = next;
      if (this.#isHeld(message, ordinal)) {
        this.#messages.push(next);
      } else {
        this.#count(message, -1);
        this.#queue.push(message, this.#streams.streamOf(message));
      }
    }
  }

  #isHeld({ streamId }: OutboundMessage, ordinal: number): boolean {
    return this.#holds.some(
      (hold) => hold.ordinal <= ordinal && (hold.streams === 'all' || hold.streams.has(streamId)),
    );
  }

  #count({ streamId, data }: OutboundMessage, sign: 1 | -1): void {
    this.#totalHeldBytes += sign * data.length;
    const bytes = (this.#heldBytes.get(streamId) ?? 0) + sign * data.length;
    if (bytes === 0) this.#heldBytes.delete(streamId);
    else this.#heldBytes.set(streamId, bytes);
  }
}
