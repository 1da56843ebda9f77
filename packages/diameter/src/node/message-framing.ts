import { readUint24 } from '../codec/bytes.ts';
import { messageHeaderLength } from '../codec/message.ts';

/** Bytes that say how long a message is: the version and the length. */
const prefixLength = 4;

/** What has come out of a stream of bytes. */
export type Framed =
  | { readonly type: 'message'; readonly bytes: Uint8Array }
  /** A header whose length cannot be: where the next message begins is not known any more. */
  | { readonly type: 'garbled' };

/** Finds the messages in a stream of bytes, by the length in their headers (RFC 6733 §3): only TCP needs that. */
export class MessageFraming {
  readonly #limit: number;
  /** The beginning of a message that is not complete, in pieces: joining them for each that comes would cost their square. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Bytes with which more can be said. */
  #wanted = prefixLength;
  #isGarbled = false;

  /** A message longer than `limit` bytes is not waited for. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The messages that are complete with this chunk. */
  *push(chunk: Uint8Array): Generator<Framed> {
    if (this.#isGarbled) return;
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return;
    let bytes = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces, this.#length);
    this.#keep(new Uint8Array(0), prefixLength);
    while (bytes.length >= prefixLength) {
      const length = readUint24(bytes, 1);
      if (length < messageHeaderLength || length > this.#limit) {
        this.#isGarbled = true;
        yield { type: 'garbled' };
        return;
      }
      if (bytes.length < length) {
        this.#keep(bytes, length);
        return;
      }
      yield { type: 'message', bytes: bytes.subarray(0, length) };
      bytes = bytes.subarray(length);
    }
    this.#keep(bytes, prefixLength);
  }

  #keep(rest: Uint8Array, wanted: number): void {
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#wanted = wanted;
  }
}
