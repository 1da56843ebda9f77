import { type DataChunk, type SackChunk, sackHeaderLength } from '../codec/chunk.ts';
import { Fifo } from '../fifo.ts';
import { serial32 } from '../serial-number.ts';
import { InboundStreams } from './inbound-streams.ts';
import { Reassembly } from './reassembly.ts';
import type { ReceivedMessage } from './received-message.ts';
import { SackSchedule, type SackScheduleOptions } from './sack-schedule.ts';
import { TsnTracker } from './tsn-tracker.ts';

export interface ReceiverOptions extends SackScheduleOptions {
  readonly initialTsn: number;
  readonly inboundStreams: number;
  readonly receiveBuffer: number;
  readonly maxMessageSize: number;
}

/** What became of a DATA chunk. */
export type DataOutcome =
  | { readonly result: 'ACCEPTED' | 'DUPLICATE' | 'DROPPED' | 'INVALID-STREAM' | 'TOO-LARGE' }
  | { readonly result: 'PROTOCOL-VIOLATION'; readonly reason: string };

/** Bytes that a held chunk or message is charged beside its data: what it costs to keep it. */
const overhead = 256;
/** A window smaller than a packet is announced as closed: no silly windows (§6.2, RFC 1122 §4.2.3.3). */
const leastWindow = 1500;
/** Window that stays open while nothing but a message in pieces is held: only more data can complete it. */
const reassemblyWindow = 65_536;
const maxDuplicatesReported = 128;

const accepted: DataOutcome = { result: 'ACCEPTED' };
const duplicate: DataOutcome = { result: 'DUPLICATE' };
const dropped: DataOutcome = { result: 'DROPPED' };
const invalidStream: DataOutcome = { result: 'INVALID-STREAM' };
const tooLarge: DataOutcome = { result: 'TOO-LARGE' };

/** The data receiver of RFC 9260 §6: what has come, what the peer is told of it, and what the user may read. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #tsns: TsnTracker;
  readonly #reassembly: Reassembly;
  readonly #streams: InboundStreams;
  readonly #schedule: SackSchedule;
  readonly #unread = new Fifo<ReceivedMessage>();
  #duplicates: number[] = [];
  /** Charged for all that is held. */
  #heldBytes = 0;
  /** The part of it that is fragments of messages. */
  #fragmentBytes = 0;
  #advertisedWindow: number;
  #hasDataInPacket = false;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#tsns = new TsnTracker(options.initialTsn);
    this.#reassembly = new Reassembly(options.maxMessageSize);
    this.#streams = new InboundStreams(options.inboundStreams);
    this.#schedule = new SackSchedule(options);
    this.#advertisedWindow = options.receiveBuffer;
  }

  get cumulativeTsn(): number {
    return this.#tsns.cumulativeTsn;
  }

  get isSackDue(): boolean {
    return this.#schedule.isDue;
  }

  /** Whether a SACK may go along with other chunks. */
  get isSackPending(): boolean {
    return this.#schedule.isPending;
  }

  get nextTimeout(): number | undefined {
    return this.#schedule.timer.deadline;
  }

  /** Messages that wait to be read. */
  get unreadCount(): number {
    return this.#unread.length;
  }

  /** Takes a DATA chunk; its user data, a view of the packet, is copied. */
  handleData(chunk: DataChunk): DataOutcome {
    this.#hasDataInPacket = true;
    if (this.#tsns.has(chunk.tsn)) return this.#reportDuplicate(chunk.tsn);
    if (chunk.immediate) this.#schedule.hurry();
    if (!this.#hasRoomFor(chunk) || this.#tsns.add(chunk.tsn) === 'TOO-MANY-GAPS') {
      this.#schedule.hurry();
      return dropped;
    }
    if (this.#tsns.hasGaps) this.#schedule.hurry();
    if (chunk.streamId >= this.#streams.count) return invalidStream;
    const charge = chunk.userData.length + overhead;
    this.#heldBytes += charge;
    this.#fragmentBytes += charge;
    const outcome = this.#reassembly.add(chunk, Buffer.from(chunk.userData));
    switch (outcome.result) {
      case 'WAITING':
        return accepted;
      case 'TOO-LARGE':
        return tooLarge;
      case 'PROTOCOL-VIOLATION':
        return outcome;
      case 'COMPLETE':
        this.#fragmentBytes -= outcome.message.data.length + outcome.fragmentCount * overhead;
        this.#heldBytes -= (outcome.fragmentCount - 1) * overhead;
        return this.#deliver(outcome.message);
    }
  }

  /** All chunks of a packet have been handled; true when DATA was among them. */
  packetReceived(now: number): boolean {
    const hasData = this.#hasDataInPacket;
    this.#hasDataInPacket = false;
    if (hasData) this.#schedule.packetReceived(now);
    return hasData;
  }

  /** The next message for the user; reading opens the window again. */
  read(): ReceivedMessage | undefined {
    const message = this.#unread.shift();
    if (message === undefined) return undefined;
    this.#heldBytes -= message.data.length + overhead;
    // Only a window that has grown by a quarter of the buffer is worth a SACK of its own (§6.2); so is a closed one
    // that opens as far as it will for a message in pieces.
    const quarter = this.#options.receiveBuffer / 4;
    const worth = this.#advertisedWindow === 0 ? Math.min(quarter, reassemblyWindow) : quarter;
    if (this.#window >= this.#advertisedWindow + worth) this.#schedule.request();
    return message;
  }

  /** Takes over a message that an earlier receiver held for the user. */
  keep(message: ReceivedMessage): void {
    this.#heldBytes += message.data.length + overhead;
    this.#unread.push(message);
  }

  /** Bytes that a SACK with all there is to say would take. */
  get sackLength(): number {
    return sackHeaderLength + 4 * (this.#tsns.gapCount + this.#duplicates.length);
  }

  /** The SACK to send now, of `room` bytes at most; it counts as sent. */
  takeSack(room: number): SackChunk {
    const entries = Math.floor((room - sackHeaderLength) / 4);
    const gapAckBlocks = this.#tsns.gapAckBlocks(entries);
    const duplicateTsns = this.#duplicates.slice(0, entries - gapAckBlocks.length);
    this.#duplicates = [];
    this.#advertisedWindow = this.#window;
    this.#schedule.sent();
    return {
      type: 'SACK',
      cumulativeTsnAck: this.#tsns.cumulativeTsn,
      advertisedReceiverWindowCredit: this.#advertisedWindow,
      gapAckBlocks,
      duplicateTsns,
    };
  }

  handleTimeout(now: number): void {
    this.#schedule.handleTimeout(now);
  }

  get #window(): number {
    const { receiveBuffer, maxMessageSize } = this.#options;
    const free = Math.max(receiveBuffer - this.#heldBytes, 0);
    // Where nothing but fragments is held, only more data can make a message that the user reads, and so room: the
    // window stays open, though nothing was released (a departure from §6.2 C), up to the largest message.
    const isWaitingForFragments = this.#heldBytes === this.#fragmentBytes && this.#heldBytes < 2 * maxMessageSize;
    if (isWaitingForFragments) return Math.max(free, Math.min(reassemblyWindow, receiveBuffer));
    return free < Math.min(leastWindow, receiveBuffer / 2) ? 0 : free;
  }

  #hasRoomFor(chunk: DataChunk): boolean {
    if (this.#window > 0) return true;
    const { receiveBuffer, maxMessageSize } = this.#options;
    // What was announced is honoured, up to as much again: small messages cost more than the bytes that the peer counts.
    if (this.#advertisedWindow > 0 && this.#heldBytes < 2 * receiveBuffer) return true;
    // §6.2: with a closed window, only what fills a gap is taken.
    if (serial32.isAfter(chunk.tsn, this.#tsns.highestTsn)) return false;
    if (this.#heldBytes < 2 * receiveBuffer + maxMessageSize) return true;
    // Nothing can be read, and so released, before the first gap is filled.
    return this.#unread.length === 0 && chunk.tsn === serial32.add(this.#tsns.cumulativeTsn, 1);
  }

  #reportDuplicate(tsn: number): DataOutcome {
    if (this.#duplicates.length < maxDuplicatesReported) this.#duplicates.push(tsn);
    this.#schedule.hurry();
    return duplicate;
  }

  #deliver(message: ReceivedMessage): DataOutcome {
    const isNew = this.#streams.add(message, (ready) => this.#unread.push(ready));
    if (isNew) return accepted;
    return {
      result: 'PROTOCOL-VIOLATION',
      reason: `stream ${message.streamId} has two messages with SSN ${message.ssn}`,
    };
  }
}
