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
  #rest: Uint8Array = new Uint8Array(0);
  #isGarbled = false;

  /** A message longer than `limit` bytes is not waited for. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The messages that are complete with this chunk. */
  *push(chunk: Uint8Array): Generator<Framed> {
    if (this.#isGarbled) return;
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= prefixLength) {
      const length = readUint24(bytes, 1);
      if (length < messageHeaderLength || length > this.#limit) {
        this.#isGarbled = true;
        this.#rest = new Uint8Array(0);
        yield { type: 'garbled' };
        return;
      }
      if (bytes.length < length) break;
      yield { type: 'message', bytes: bytes.subarray(0, length) };
      bytes = bytes.subarray(length);
    }
    this.#rest = bytes;
  }
}
