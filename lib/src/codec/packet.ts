import { paddedLength, writeUint16, writeUint32 } from './bytes.ts';
import { writeChecksum } from './checksum.ts';
import { type Chunk, ChunkReader, chunkLength, writeChunk } from './chunk.ts';
import { type CommonHeader, commonHeaderLength, decodeCommonHeader } from './common-header.ts';
import { freshMemory, type PacketMemory } from './packet-memory.ts';

export { type CommonHeader, commonHeaderLength, decodeCommonHeader } from './common-header.ts';

/** An SCTP packet (RFC 9260 §3). */
export interface Packet extends CommonHeader {
  readonly chunks: readonly Chunk[];
}

/**
 * Reads a packet whole; the checksum is for `hasValidChecksum` to judge. Payloads are views of the bytes.
 * @throws DecodeError
 */
export function decodePacket(bytes: Uint8Array): Packet {
  const header = decodeCommonHeader(bytes);
  const chunks: Chunk[] = [];
  for (const reader = new ChunkReader(bytes); reader.hasNext(); ) chunks.push(reader.next());
  return { ...header, chunks };
}

/**
 * The bytes of a packet, its checksum computed.
 * @throws RangeError when a chunk is longer than chunks can be.
 */
export function encodePacket(packet: Omit<Packet, 'checksum'>): Uint8Array {
  let length = commonHeaderLength;
  for (const chunk of packet.chunks) length += paddedLength(chunkLength(chunk));
  const writer = new PacketWriter(length);
  writer.start(packet.sourcePort, packet.destinationPort, packet.verificationTag);
  for (const chunk of packet.chunks) writer.addChunk(chunk);
  return writer.finish();
}

const noBytes = new Uint8Array(0);

/** Builds packets one after the other, chunk by chunk and the checksum last. */
export class PacketWriter {
  readonly #capacity: number;
  readonly #memory: PacketMemory;
  #bytes: Uint8Array = noBytes;
  #length = 0;

  /**
   * `capacity` is the greatest length of a packet, common header included: a path's MTU less what IP and UDP take. By
   * default each packet has memory of its own.
   */
  constructor(capacity: number, memory: PacketMemory = freshMemory) {
    if (capacity < commonHeaderLength) throw new RangeError(`no packet fits in ${capacity} bytes`);
    this.#capacity = capacity;
    this.#memory = memory;
  }

  /** Bytes of the packet so far. */
  get length(): number {
    return this.#length;
  }

  /** Bytes left for more chunks: header, value and padding of each. */
  get room(): number {
    return this.#bytes.length - this.#length;
  }

  /** Begins a packet; one that was begun and not finished is dropped. */
  start(sourcePort: number, destinationPort: number, verificationTag: number): void {
    this.#bytes = this.#memory.take(this.#capacity);
    writeUint16(this.#bytes, 0, sourcePort);
    writeUint16(this.#bytes, 2, destinationPort);
    writeUint32(this.#bytes, 4, verificationTag);
    writeUint32(this.#bytes, 8, 0);
    this.#length = commonHeaderLength;
  }

  /** @throws RangeError when the chunk does not fit. */
  addChunk(chunk: Chunk): void {
    this.#length = writeChunk(chunk, this.#bytes, this.#length);
  }

  /**
   * Adds a chunk that is bytes already, and pads it.
   * @throws RangeError when it does not fit.
   */
  addEncoded(chunk: Uint8Array): void {
    const paddedEnd = this.#length + paddedLength(chunk.length);
    if (paddedEnd > this.#bytes.length) {
      throw new RangeError(`chunk of ${chunk.length} bytes does not fit in ${this.room}`);
    }
    this.#bytes.set(chunk, this.#length);
    this.#bytes.fill(0, this.#length + chunk.length, paddedEnd);
    this.#length = paddedEnd;
  }

  /** The packet, its checksum computed, which no later packet touches where each has memory of its own. */
  finish(): Uint8Array {
    const packet = this.#memory.packet(this.#bytes, this.#length);
    writeChecksum(packet);
    this.#bytes = noBytes;
    this.#length = 0;
    return packet;
  }
}
