import type { Readable } from 'node:stream';
import { Fifo } from '../fifo.ts';

/** Where messages end among the bytes that a stream buffers, so that each is read by itself. */
export class MessageLengths {
  readonly #stream: Readable;
  /** Counted from the first byte that the stream has buffered. */
  readonly #ends = new Fifo<number>();
  #pushed = 0;
  #taken = 0;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  /** Pushes a message; false when the stream is full. */
  push(message: Buffer): boolean {
    const before = this.#stream.readableLength;
    const hasRoom = this.#stream.push(message);
    // Else it has been given to listeners right away.
    if (this.#stream.readableLength > before) {
      this.#pushed += message.length;
      this.#ends.push(this.#pushed);
    }
    return hasRoom;
  }

  /** What `read(size)` of the stream returns: the next message when no size is given. `readBytes` is the stream's own. */
  read(size: number | undefined, readBytes: (size?: number) => unknown): unknown {
    // Text has lost its bytes, and what was unshifted was no message.
    const isKnown =
      this.#stream.readableEncoding === null && this.#stream.readableLength === this.#pushed - this.#taken;
    const data = readBytes(size ?? (isKnown ? this.#nextLength() : undefined));
    if (isKnown && Buffer.isBuffer(data)) this.#taken += data.length;
    return data;
  }

  #nextLength(): number | undefined {
    for (let end = this.#ends.peek(); end !== undefined; end = this.#ends.peek()) {
      if (end > this.#taken) return end - this.#taken;
      this.#ends.shift();
    }
    return undefined;
  }
}
