import { DecodeError } from '../errors.ts';
import { byteAt, paddedLength, viewOf } from './bytes.ts';
import type { Chunk } from './chunk.ts';
import { flagsAt } from './chunk-codec.ts';
import { chunkLengthAt, decodeChunk } from './chunk-coding.ts';
import { commonHeaderLength } from './common-header.ts';

/**
 * Goes through the chunks of a packet one by one, so that a receiver can look at each before it decodes it.
 * Nothing is read ahead: what is wrong with a chunk shows when it is its turn.
 */
export class ChunkReader {
  readonly #packet: Uint8Array;
  #offset = commonHeaderLength;

  /** The packet with its common header. */
  constructor(packet: Uint8Array) {
    this.#packet = packet;
  }

  /** Where the current chunk begins in the packet. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether any bytes are left, be they a chunk or not. */
  hasNext(): boolean {
    return this.#offset < this.#packet.length;
  }

  /**
   * Type of the current chunk, which may still turn out malformed.
   * @throws DecodeError when no bytes are left.
   */
  peekType(): number {
    this.#requireNext();
    return byteAt(this.#packet, this.#offset);
  }

  /**
   * Flags of the current chunk, which may still turn out malformed.
   * @throws DecodeError when no bytes are left.
   */
  peekFlags(): number {
    this.#requireNext();
    return flagsAt(this.#packet, this.#offset);
  }

  /**
   * The bytes of the current chunk, header included and padding not; a view.
   * @throws DecodeError when its length is impossible.
   */
  peekBytes(): Uint8Array {
    return viewOf(this.#packet, this.#offset, this.#offset + chunkLengthAt(this.#packet, this.#offset));
  }

  /**
   * The current chunk, decoded; the one after it becomes current.
   * @throws DecodeError, and the chunk stays current: {@link nextBytes} passes over one with a possible length.
   */
  next(): Chunk {
    const chunk = decodeChunk(this.#packet, this.#offset);
    this.#offset += paddedLength(chunkLengthAt(this.#packet, this.#offset));
    return chunk;
  }

  /**
   * What {@link peekBytes} gives; the chunk after it becomes current.
   * @throws DecodeError when its length is impossible, and the chunk stays current.
   */
  nextBytes(): Uint8Array {
    const bytes = this.peekBytes();
    this.#offset += paddedLength(bytes.length);
    return bytes;
  }

  #requireNext(): void {
    if (!this.hasNext()) throw new DecodeError('no chunk is left');
  }
}
