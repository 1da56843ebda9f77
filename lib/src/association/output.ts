import type { Address } from '../address.ts';
import { type Chunk, chunkLength, sackHeaderLength } from '../codec/chunk.ts';
import { chunkHeaderLength } from '../codec/chunk-codec.ts';
import { commonHeaderLength, type PacketWriter } from '../codec/packet.ts';
import { paddedLength } from '../codec/tlv.ts';
import type { Path } from '../path/path.ts';
import type { Receiver } from '../receiving/receiver.ts';
import type { AssociationContext, OutgoingChunk } from './context.ts';
import { countSackSent } from './counting.ts';
import type { PacketWriters } from './packet-writers.ts';
import { type ControlBlock, canTransmitData, controlOf } from './state.ts';

/** A packet to send. */
export interface Transmit {
  /** From the SCTP common header on, with its checksum; with `reusesPackets` only until the next one is asked for. */
  readonly packet: Uint8Array;
  /** Address of the peer, with its UDP port where that is known. */
  readonly to: Address;
  /** Undefined: the transport chooses. */
  readonly from: Address | undefined;
  /**
   * Larger than the path takes, and not to be made smaller (RFC 9260 §6.9): to be fragmented by IP into packets of up to
   * this many bytes. Any other packet is sent whole or not at all.
   */
  readonly fragmentMtu?: number | undefined;
}

/** Chunks that are alone in their packet (RFC 9260 §6.10), or that must not be followed by DATA (§9.1). */
const unbundled: ReadonlySet<Chunk['type']> = new Set<Chunk['type']>([
  'INIT',
  'INIT ACK',
  'SHUTDOWN COMPLETE',
  'ABORT',
]);

/** Builds the packets of one association: control chunks first, then SACK, then DATA (RFC 9260 §6.10). */
export class PacketBuilder {
  readonly #context: AssociationContext;
  readonly #writers: PacketWriters;

  constructor(context: AssociationContext, writers: PacketWriters) {
    this.#context = context;
    this.#writers = writers;
  }

  /** The next packet that is due. */
  next(now: number): Transmit | undefined {
    const first = this.#context.outgoing.peek();
    if (first === undefined) return this.#nextWithoutControl(now);
    return first.paddedLength === undefined
      ? this.#nextWithControl(first, now)
      : this.#paddedPacket(first.paddedLength);
  }

  #nextWithControl({ chunk, path, verificationTag }: OutgoingChunk, now: number): Transmit {
    const writer = this.#start(path, verificationTag, paddedLength(chunkLength(chunk)));
    const isBundled = this.#addControl(writer, path, verificationTag);
    const control = controlOf(this.#context.state);
    if (
      isBundled &&
      path === this.#context.sackPath &&
      control?.receiver.sackSchedule.isPending &&
      writer.room >= sackHeaderLength
    ) {
      this.#addSack(writer, control.receiver);
    }
    if (isBundled && this.#dataPath(now) === path) control?.sender.fill(writer, path, now);
    return this.#finish(writer, path);
  }

  /** Adds what is queued for the same place; false when the packet takes nothing more. */
  #addControl(writer: PacketWriter, path: Path, verificationTag: number): boolean {
    const { outgoing } = this.#context;
    let isEmpty = true;
    for (let next = outgoing.peek(); next !== undefined; next = outgoing.peek()) {
      const isAlone = unbundled.has(next.chunk.type) || next.paddedLength !== undefined;
      const isSamePlace = next.path === path && next.verificationTag === verificationTag;
      if (!isEmpty && (isAlone || !isSamePlace || writer.room < paddedLength(chunkLength(next.chunk)))) break;
      outgoing.shift();
      writer.addChunk(next.chunk);
      if (!next.isRetransmission) this.#context.counters.outCtrlChunks += 1;
      isEmpty = false;
      if (isAlone) return false;
    }
    return true;
  }

  /** The first chunk that waits, alone with a PAD chunk (RFC 4820 §3). */
  #paddedPacket(length: number): Transmit | undefined {
    const first = this.#context.outgoing.shift();
    if (first === undefined) return undefined;
    const { chunk, path, verificationTag } = first;
    const writer = this.#writers.writerFor(length);
    this.#begin(writer, verificationTag);
    writer.addChunk(chunk);
    writer.addChunk({ type: 'PAD', paddingLength: writer.room - chunkHeaderLength });
    this.#context.counters.outCtrlChunks += 2;
    this.#count(writer, path);
    return { packet: writer.finish(), to: path.address, from: path.localAddress };
  }

  #nextWithoutControl(now: number): Transmit | undefined {
    const control = controlOf(this.#context.state);
    if (control === undefined) return undefined;
    const dataPath = this.#dataPath(now);
    if (dataPath !== undefined) return this.#dataPacket(control, dataPath, now);
    if (!control.receiver.isSackDue || this.#context.state.name === 'COOKIE-ECHOED') return undefined;
    return this.#sackPacket(control);
  }

  #dataPacket({ sender, receiver }: ControlBlock, path: Path, now: number): Transmit | undefined {
    const retransmissionSize = sender.nextRetransmissionSize(path);
    const writer = this.#start(path, this.#context.peerTag, retransmissionSize);
    const emptyLength = writer.length;
    // A chunk that IP has to fragment takes nothing along.
    if (receiver.sackSchedule.isPending && path === this.#context.sackPath && retransmissionSize <= path.pmdcs) {
      this.#addSack(writer, receiver);
    }
    const isFilled = sender.fill(writer, path, now);
    // A SACK may leave no room for data: it goes first, and alone.
    return isFilled || writer.length > emptyLength ? this.#finish(writer, path) : undefined;
  }

  #sackPacket({ receiver }: ControlBlock): Transmit {
    const path = this.#context.sackPath;
    // A buffer for the SACK alone: small ones share their memory with received messages, which outlive it.
    const capacity = Math.min(path.maxPacketSize, commonHeaderLength + receiver.sackLength);
    const writer = this.#writers.writerFor(capacity);
    this.#begin(writer, this.#context.peerTag);
    this.#addSack(writer, receiver);
    return this.#finish(writer, path);
  }

  #addSack(writer: PacketWriter, receiver: Receiver): void {
    const sack = receiver.takeSack(writer.room);
    countSackSent(this.#context.counters, sack);
    writer.addChunk(sack);
  }

  #dataPath(now: number): Path | undefined {
    const { state } = this.#context;
    return canTransmitData(state) ? state.control.sender.nextPath(now) : undefined;
  }

  /** Begins a packet that a chunk of this length goes into, but is no larger than the primary path takes (§6.10). */
  #start(path: Path, verificationTag: number, leastRoom: number): PacketWriter {
    const bundleSize = Math.min(path.maxPacketSize, this.#context.paths.primary.maxPacketSize);
    const capacity = Math.max(bundleSize, commonHeaderLength + leastRoom);
    const writer = this.#writers.writerFor(capacity);
    this.#begin(writer, verificationTag);
    return writer;
  }

  #begin(writer: PacketWriter, verificationTag: number): void {
    const { localPort, peerPort } = this.#context.identity;
    writer.start(localPort, peerPort, verificationTag);
  }

  #finish(writer: PacketWriter, path: Path): Transmit {
    this.#count(writer, path);
    const fragmentMtu = writer.length > path.maxPacketSize ? path.pmtu : undefined;
    return { packet: writer.finish(), to: path.address, from: path.localAddress, fragmentMtu };
  }

  #count({ length }: PacketWriter, path: Path): void {
    const { counters } = this.#context;
    counters.outSctpPacks += 1;
    counters.packetBytesSent += length;
    path.counters.outSctpPacks += 1;
    path.counters.packetBytesSent += length;
  }
}
