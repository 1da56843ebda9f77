import { computeChecksum, writeChecksum } from '../../codec/checksum.ts';
import { commonHeaderLength } from '../../codec/common-header.ts';
import { bufferOf } from './fields.ts';

/** The common header of a packet, as {@link Packet} takes it. */
export interface PacketHeaders {
  readonly src_port?: number;
  readonly dst_port?: number;
  readonly v_tag?: number;
}

const chunkHeaderLength = 4;

/** A packet: the common header, and the bytes of its chunks (RFC 9260 §3). */
export class Packet {
  src_port = 0;
  dst_port = 0;
  /** Verification tag. */
  v_tag = 0;
  checksum = 0;
  /** Whole chunks, without their padding where they came from a packet; undefined for one without room for any. */
  chunks: Buffer[] | undefined;
  checksum_error?: true;
  checksum_expected?: number;
  /** Whether a chunk is longer than the packet. */
  length_error?: true;

  /** Of headers and encoded chunks, or of the bytes of a packet. */
  constructor(from: PacketHeaders | Uint8Array = {}, chunks?: readonly Uint8Array[]) {
    if (from instanceof Uint8Array) {
      this.#read(bufferOf(from));
      return;
    }
    this.src_port = from.src_port ?? 0;
    this.dst_port = from.dst_port ?? 0;
    this.v_tag = from.v_tag ?? 0;
    this.chunks = chunks?.map(bufferOf);
  }

  /** The packet that the bytes are; false when they are fewer than 8. */
  static fromBuffer(bytes: Uint8Array): Packet | false {
    return bytes.length < 8 ? false : new Packet(bytes);
  }

  /** Its bytes, with their checksum. */
  toBuffer(): Buffer {
    const header = Buffer.alloc(commonHeaderLength);
    header.writeUInt16BE(this.src_port, 0);
    header.writeUInt16BE(this.dst_port, 2);
    header.writeUInt32BE(this.v_tag, 4);
    const packet = Buffer.concat([header, ...(this.chunks ?? [])]);
    writeChecksum(packet);
    this.checksum = packet.readUInt32LE(8);
    return packet;
  }

  #read(packet: Buffer): void {
    this.src_port = packet.readUInt16BE(0);
    this.dst_port = packet.readUInt16BE(2);
    this.v_tag = packet.readUInt32BE(4);
    if (packet.length < commonHeaderLength) return;
    this.checksum = packet.readUInt32LE(8);
    const expected = computeChecksum(packet);
    if (expected !== this.checksum) {
      this.checksum_error = true;
      this.checksum_expected = expected;
    }
    this.chunks = this.#chunksOf(packet);
  }

  #chunksOf(packet: Buffer): Buffer[] {
    const chunks: Buffer[] = [];
    let offset = commonHeaderLength;
    while (offset + chunkHeaderLength <= packet.length) {
      const length = packet.readUInt16BE(offset + 2);
      if (offset + length > packet.length) this.length_error = true;
      if (length < chunkHeaderLength || this.length_error) break;
      chunks.push(packet.subarray(offset, offset + length));
      offset += length + (-length & 3);
    }
    return chunks;
  }
}
