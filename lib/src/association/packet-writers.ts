import { PacketWriter } from '../codec/packet.ts';
import type { PacketMemory } from '../codec/packet-memory.ts';

/** The writers of an endpoint, whose associations build their packets one at a time: nearly always all with the same one. */
export class PacketWriters {
  readonly #memory: PacketMemory | undefined;
  #latest: PacketWriter | undefined;
  #capacity = 0;

  /** Packets are built in this memory; by default each has its own. */
  constructor(memory?: PacketMemory) {
    this.#memory = memory;
  }

  /** A writer of packets of up to `capacity` bytes, for the next packet. */
  of(capacity: number): PacketWriter {
    if (this.#latest === undefined || this.#capacity !== capacity) {
      this.#latest = new PacketWriter(capacity, this.#memory);
      this.#capacity = capacity;
    }
    return this.#latest;
  }
}
