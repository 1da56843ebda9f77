import { viewOf } from './bytes.ts';

/** Where packets are built, one at a time. */
export interface PacketMemory {
  /** Bytes for a packet of up to `capacity` bytes, whatever is in them. */
  take(capacity: number): Uint8Array;
  /** The packet that the first `length` of the bytes taken last are. */
  packet(bytes: Uint8Array, length: number): Uint8Array;
}

/** Memory of its own for each packet. */
export const freshMemory: PacketMemory = {
  // Node's pool of small buffers costs a quarter of what a fresh Uint8Array does (0.4 against 1.5 µs).
  take: (capacity) => Buffer.allocUnsafe(capacity),
  packet: (bytes, length) => viewOf(bytes, 0, length),
};

/** The same memory for all packets: each is valid until the next one is begun. */
export class ReusedMemory implements PacketMemory {
  #memory = new ArrayBuffer(0);
  /** What was taken and what came of it before: most packets are like the one before. */
  #taken = new Uint8Array(this.#memory);
  #packet = this.#taken;

  take(capacity: number): Uint8Array {
    if (this.#memory.byteLength < capacity) this.#memory = new ArrayBuffer(capacity);
    if (this.#taken.length !== capacity) this.#taken = new Uint8Array(this.#memory, 0, capacity);
    return this.#taken;
  }

  packet(_bytes: Uint8Array, length: number): Uint8Array {
    const { buffer } = this.#taken;
    if (this.#packet.length !== length || this.#packet.buffer !== buffer) {
      this.#packet = new Uint8Array(buffer, 0, length);
    }
    return this.#packet;
  }
}
