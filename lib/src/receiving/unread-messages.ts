import { Fifo } from '../fifo.ts';
import { SparseMap } from '../sparse-map.ts';
import type { ReceivedMessage } from './received-message.ts';

/** A stream that is read apart from others; undefined stands for all that are not. */
export type ReadStream = number | undefined;

const none: readonly number[] = [];
const noNews: readonly ReadStream[] = [];
const commonNews: readonly ReadStream[] = [undefined];

/** Messages that wait to be read: those of streams that are read apart each for themselves, all others as they came. */
export class UnreadMessages {
  readonly #common = new Fifo<ReceivedMessage>();
  readonly #apart = new SparseMap<number, Fifo<ReceivedMessage>>();
  #length = 0;
  #isCommonNews = false;
  /** Streams read apart on which something waits, and did not when it was last told. */
  #news: readonly number[] = none;

  get length(): number {
    return this.#length;
  }

  /** Bytes of data in all of them, which are counted one by one. */
  countBytes(): number {
    let total = 0;
    for (const queue of [this.#common, ...this.#apart.values()]) {
      for (let count = queue.length; count > 0; count -= 1) {
        const message = queue.shift();
        if (message === undefined) break;
        total += message.data.length;
        queue.push(message);
      }
    }
    return total;
  }

  push(message: ReceivedMessage): void {
    const { streamId } = message;
    const apart = this.#apart.size === 0 ? undefined : this.#apart.get(streamId);
    const queue = apart ?? this.#common;
    if (queue.length === 0) {
      if (apart === undefined) this.#isCommonNews = true;
      else this.#news = [...this.#news, streamId];
    }
    queue.push(message);
    this.#length += 1;
  }

  shift(stream: ReadStream): ReceivedMessage | undefined {
    const queue = stream === undefined ? this.#common : this.#apart.get(stream);
    const message = queue?.shift();
    if (message === undefined) return undefined;
    this.#length -= 1;
    return message;
  }

  /** The stream is read apart from now on, with what waits of it. */
  separate(streamId: number): void {
    if (this.#apart.has(streamId)) return;
    const apart = new Fifo<ReceivedMessage>();
    this.#apart.set(streamId, apart);
    for (let count = this.#common.length; count > 0; count -= 1) {
      const message = this.#common.shift();
      if (message !== undefined) (message.streamId === streamId ? apart : this.#common).push(message);
    }
  }

  /** Where something has come to wait, and nothing did before; each is told once. */
  takeNews(): readonly ReadStream[] {
    const common = this.#isCommonNews ? commonNews : noNews;
    this.#isCommonNews = false;
    if (this.#news.length === 0) return common;
    const news = [...common, ...this.#news];
    this.#news = none;
    return news;
  }
}
