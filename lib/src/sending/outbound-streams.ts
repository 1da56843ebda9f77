import { serial16 } from '../serial-number.ts';
import { SparseMap } from '../sparse-map.ts';
import type { StreamList } from '../stream-list.ts';
import { StreamNumbers } from '../stream-numbers.ts';
import type { OutboundMessage } from './outbound-message.ts';
import { OutboundStream } from './outbound-stream.ts';

/** Ordered messages that one stream may have in the send window (RFC 9260 §6.1). */
const maxOrderedInWindow = 2 ** 16 - 1;

/** Bytes that a buffered message is charged beside its data: what it costs to keep it. */
export const messageOverhead = 512;

/** What is buffered for sending, queued or not acknowledged, with what it costs to keep it. */
export interface BufferUse {
  /** Bytes in all. */
  readonly total: number;
  /** Bytes for messages of one stream that are not wholly acknowledged. */
  readonly ofStream: number;
  /** Streams that have any. */
  readonly streamCount: number;
}

export const nothingBuffered: BufferUse = { total: 0, ofStream: 0, streamCount: 0 };

/** The outgoing streams: their Stream Sequence Numbers (RFC 9260 §6.5), and what is buffered on each. */
export class OutboundStreams {
  readonly #nextSsn: StreamNumbers;
  readonly #inWindow: StreamNumbers;
  /** Those with something buffered, and the latest. */
  readonly #streams = new SparseMap<number, OutboundStream>();
  /** The one that was used last: it stays, as it is likely to be the next again. */
  #latest: OutboundStream | undefined;
  #bufferingCount = 0;
  #totalBytes = 0;
  #messageCount = 0;

  constructor(count: number) {
    this.#nextSsn = new StreamNumbers(count);
    this.#inWindow = new StreamNumbers(count);
  }

  /** Streams that can be sent on. */
  get count(): number {
    return this.#nextSsn.count;
  }

  /** Bytes of messages on all streams that are queued or not wholly acknowledged. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** What is buffered, `bufferedAmount` bytes of it neither acknowledged nor given up, in all and on this stream. */
  use(streamId: number, bufferedAmount: number): BufferUse {
    const stream = this.#find(streamId);
    return {
      total: bufferedAmount + this.#messageCount * messageOverhead,
      ofStream: stream === undefined ? 0 : stream.bufferedBytes + stream.bufferedCount * messageOverhead,
      streamCount: this.#bufferingCount,
    };
  }

  /** Bytes of messages on this stream that are queued or not wholly acknowledged. */
  bufferedBytes(streamId: number): number {
    return this.#find(streamId)?.bufferedBytes ?? 0;
  }

  /** Adds streams, whose first SSN is 0 (RFC 6525 §5.1.5). */
  add(count: number): void {
    this.#nextSsn.add(count);
    this.#inWindow.add(count);
  }

  /** The next ordered message of these streams, on which nothing is under way, has SSN 0 (RFC 6525 §5.2.7 H4). */
  reset(streams: Iterable<number> | 'all'): void {
    if (streams === 'all') this.#nextSsn.clear();
    else for (const streamId of streams) this.#nextSsn.set(streamId, 0);
  }

  /** Whether these streams have nothing buffered, and begin with SSN 0: there is nothing to reset. */
  areReset(streams: StreamList): boolean {
    if (streams === 'all') return this.#totalBytes === 0 && this.#nextSsn.areZero;
    return streams.every((streamId) => this.#nextSsn.get(streamId) === 0 && this.bufferedBytes(streamId) === 0);
  }

  /** The stream of a message, which is or will be buffered. */
  streamOf({ streamId }: OutboundMessage): OutboundStream {
    return this.#find(streamId) ?? this.#add(streamId);
  }

  /** The message is buffered from now on; gives its stream. */
  buffer(message: OutboundMessage): OutboundStream {
    const stream = this.streamOf(message);
    if (stream.bufferedCount === 0) this.#bufferingCount += 1;
    stream.bufferedCount += 1;
    stream.bufferedBytes += message.data.length;
    this.#messageCount += 1;
    this.#totalBytes += message.data.length;
    return stream;
  }

  /** The message is not buffered any more. */
  release({ streamId, data }: OutboundMessage): void {
    const stream = this.#find(streamId);
    if (stream === undefined) return;
    stream.bufferedCount -= 1;
    stream.bufferedBytes -= data.length;
    this.#messageCount -= 1;
    this.#totalBytes -= data.length;
    if (stream.bufferedCount > 0) return;
    this.#bufferingCount -= 1;
    if (stream !== this.#latest) this.#streams.delete(streamId);
  }

  /** Whether the stream of the message may have one more in the send window. */
  hasRoomFor(message: OutboundMessage): boolean {
    return message.unordered || this.#inWindow.get(message.streamId) < maxOrderedInWindow;
  }

  /** The SSN of a chunk of the message; the first chunk of each takes a new one. 0 where it has no meaning. */
  sequence({ unordered, streamId }: OutboundMessage, beginning: boolean): number {
    if (unordered) return 0;
    const next = this.#nextSsn.get(streamId);
    if (!beginning) return serial16.add(next, -1);
    this.#nextSsn.set(streamId, next + 1);
    this.#inWindow.set(streamId, this.#inWindow.get(streamId) + 1);
    return next;
  }

  /** The message has left the send window. */
  acknowledge(message: OutboundMessage): void {
    const { unordered, streamId } = message;
    if (!unordered) this.#inWindow.set(streamId, this.#inWindow.get(streamId) - 1);
    this.release(message);
  }

  #find(streamId: number): OutboundStream | undefined {
    return this.#latest?.id === streamId ? this.#latest : this.#streams.get(streamId);
  }

  #add(streamId: number): OutboundStream {
    const stream = new OutboundStream(streamId);
    this.#streams.set(streamId, stream);
    if (this.#latest?.bufferedCount === 0) this.#streams.delete(this.#latest.id);
    this.#latest = stream;
    return stream;
  }
}
