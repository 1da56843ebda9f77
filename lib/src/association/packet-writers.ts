import { PacketWriter } from '../codec/packet.ts';
import { freshMemory, type PacketMemory, ReusedMemory } from '../codec/packet-memory.ts';

/** A writer of packets of up to so many bytes. */
interface Sized {
  readonly capacity: number;
  readonly writer: PacketWriter;
  readonly memory: PacketMemory;
}

/**
 * The writers of an endpoint, whose associations build their packets one at a time: nearly always with one of two, for data
 * and for a SACK alone.
 */
export class PacketWriters {
  readonly #reusesPackets: boolean;
  #latest: Sized | undefined;
  #other: Sized | undefined;

  /** With `reusesPackets` a packet is valid until the next one is begun. */
  constructor(reusesPackets: boolean) {
    this.#reusesPackets = reusesPackets;
  }

  /** A writer of packets of up to `capacity` bytes, for the next packet. */
  writerFor(capacity: number): PacketWriter {
    if (this.#latest?.capacity === capacity) return this.#latest.writer;
    const sized = this.#other?.capacity === capacity ? this.#other : this.#create(capacity);
    this.#other = this.#latest;
    this.#latest = sized;
    return sized.writer;
  }

  /** With the memory of the writer in whose place it comes. */
  #create(capacity: number): Sized {
    const memory = this.#other?.memory ?? (this.#reusesPackets ? new ReusedMemory() : freshMemory);
    return { capacity, memory, writer: new PacketWriter(capacity, memory) };
  }
}
