import { type DataChunk, type ForwardTsnChunk, type SackChunk, sackHeaderLength } from '../codec/chunk.ts';
import { serial16, serial32 } from '../serial-number.ts';
import type { StreamList } from '../stream-list.ts';
import type { TrafficCounters } from '../traffic-counters.ts';
import { type DataOutcome, outcomes } from './data-outcome.ts';
import { InboundStreams } from './inbound-streams.ts';
import { type Abandoned, type Joined, Reassembly } from './reassembly.ts';
import { ReceiveBuffer, type ReceiveBufferOptions } from './receive-buffer.ts';
import type { ReceivedMessage } from './received-message.ts';
import { SackSchedule, type SackScheduleOptions } from './sack-schedule.ts';
import { TsnTracker } from './tsn-tracker.ts';
import { type ReadStream, UnreadMessages } from './unread-messages.ts';

export interface ReceiverOptions extends SackScheduleOptions, ReceiveBufferOptions {
  readonly initialTsn: number;
  readonly inboundStreams: number;
  readonly counters: TrafficCounters;
  /** Whether what DATA chunks are views of may be kept; default false. */
  readonly keepsPackets?: boolean;
}

const maxDuplicatesReported = 128;

/**
 * The data receiver of RFC 9260 §6: what has come, what the peer is told of it, and what the user may read. It holds
 * {@link maxHeldBytes} at most, and drops nothing that it has acknowledged (§6.2).
 */
export class Receiver {
  readonly streams: InboundStreams;
  readonly sackSchedule: SackSchedule;
  readonly #counters: TrafficCounters;
  readonly #partialDeliveryPoint: number | undefined;
  readonly #tsns: TsnTracker;
  readonly #reassembly: Reassembly;
  readonly #buffer: ReceiveBuffer;
  #unread = new UnreadMessages();
  readonly #toUser = (message: ReceivedMessage): void => {
    this.#unread.push(message);
    this.#counters.messageBytesReceived += message.data.length;
    if (!message.partial && !message.aborted) this.#counters.messagesReceived += 1;
  };
  #duplicates: number[] | undefined;
  #hasDataInPacket = false;
  #hasEnded = false;

  constructor(options: ReceiverOptions) {
    this.#counters = options.counters;
    this.#partialDeliveryPoint = options.partialDeliveryPoint;
    this.#tsns = new TsnTracker(options.initialTsn);
    this.#reassembly = new Reassembly({
      maxMessageSize: options.partialDeliveryPoint === undefined ? options.maxMessageSize : Number.POSITIVE_INFINITY,
      received: this.#tsns,
      keepsPackets: options.keepsPackets ?? false,
    });
    this.streams = new InboundStreams(options.inboundStreams);
    this.sackSchedule = new SackSchedule(options);
    this.#buffer = new ReceiveBuffer(options);
  }

  get cumulativeTsn(): number {
    return this.#tsns.cumulativeTsn;
  }

  get isSackDue(): boolean {
    return this.sackSchedule.isDue;
  }

  get nextTimeout(): number | undefined {
    return this.sackSchedule.timer.deadline;
  }

  /** What waits to be read. */
  get unread(): UnreadMessages {
    return this.#unread;
  }

  /** Messages that wait to be read. */
  get unreadCount(): number {
    return this.#unread.length;
  }

  /** Bytes that there is room for. */
  get window(): number {
    return this.#buffer.window;
  }

  /** Takes a DATA chunk; its user data, a view of the packet, is copied unless that may be kept. */
  handleData(chunk: DataChunk): DataOutcome {
    this.#hasDataInPacket = true;
    if (this.#tsns.has(chunk.tsn)) return this.#reportDuplicate(chunk.tsn);
    if (chunk.immediate) this.sackSchedule.hurry();
    if (!this.#hasRoomFor(chunk)) return this.#isStuckWithout(chunk) ? outcomes.outOfResource : this.#drop();
    if (this.#tsns.add(chunk.tsn) === 'UNREPORTABLE') return this.#drop();
    if (this.#tsns.hasGaps) this.sackSchedule.hurry();
    this.#buffer.arrived(chunk.userData.length);
    const outcome = chunk.streamId < this.streams.count ? this.#accept(chunk) : outcomes.invalidStream;
    this.#deliverMore();
    return outcome;
  }

  /** Takes a FORWARD TSN: the peer sends no more of what is missing up to there (RFC 3758 §3.6). */
  handleForwardTsn({ newCumulativeTsn, skipped }: ForwardTsnChunk): void {
    // As if DATA had been received, for the purposes of sending a SACK.
    this.#hasDataInPacket = true;
    const before = this.#tsns.cumulativeTsn;
    if (serial32.isAfter(newCumulativeTsn, before)) {
      const passed = this.#tsns.forward(newCumulativeTsn);
      for (const lost of this.#reassembly.forward(newCumulativeTsn, before, passed)) this.#giveUp(lost);
    } else {
      // The last SACK may have been lost.
      this.sackSchedule.hurry();
      if (newCumulativeTsn !== before || this.streams.wasResetAt(before)) return;
    }
    if (this.#tsns.hasGaps) this.sackSchedule.hurry();
    this.#giveUpOpenMessage(skipped);
    for (const { streamId, ssn } of skipped) this.streams.skip(streamId, ssn, this.#toUser);
    this.#deliverMore();
    this.#offerWindow();
  }

  /** Resets streams, once all up to the TSN that the peer assigned last has come (RFC 6525 §5.2.2). */
  resetStreams(streams: StreamList, lastAssignedTsn: number): void {
    this.streams.reset(streams, lastAssignedTsn);
    this.#deliverMore();
  }

  /** All chunks of a packet have been handled; true when DATA was among them. */
  packetReceived(now: number): boolean {
    const hasData = this.#hasDataInPacket;
    this.#hasDataInPacket = false;
    if (hasData) this.sackSchedule.packetReceived(now);
    return hasData;
  }

  /** The next message, or part of one, for the user, of the streams that are read together, or of one that is read apart. */
  read(stream?: ReadStream): ReceivedMessage | undefined {
    const message = this.#unread.shift(stream);
    if (message === undefined) return undefined;
    this.#buffer.release(message.data.length);
    this.#deliverMore();
    this.#offerWindow();
    return message;
  }

  /** Takes over what an earlier receiver holds for the user, who reads on as before. */
  takeOver(earlier: Receiver): void {
    this.#unread = earlier.#unread;
    this.#buffer.keep(this.#unread.countBytes(), this.#unread.length);
  }

  /** Nothing more comes: who has read parts of a message is told that it will not be completed. */
  end(): void {
    this.#hasEnded = true;
    this.streams.abandon((message) => this.#toUserWithEnd(message));
  }

  /** Bytes that a SACK with all there is to say would take. */
  get sackLength(): number {
    return sackHeaderLength + 4 * (this.#tsns.gapCount + (this.#duplicates?.length ?? 0));
  }

  /** The SACK to send now, of `room` bytes at most; it counts as sent. */
  takeSack(room: number): SackChunk {
    const entries = Math.floor((room - sackHeaderLength) / 4);
    const gapAckBlocks = this.#tsns.gapAckBlocks(entries);
    const duplicateTsns = this.#duplicates?.slice(0, entries - gapAckBlocks.length) ?? [];
    this.#duplicates = undefined;
    this.sackSchedule.sent();
    return {
      type: 'SACK',
      cumulativeTsnAck: this.#tsns.cumulativeTsn,
      advertisedReceiverWindowCredit: this.#buffer.announce(),
      gapAckBlocks,
      duplicateTsns,
    };
  }

  handleTimeout(now: number): void {
    this.sackSchedule.handleTimeout(now);
  }

  #hasRoomFor(chunk: DataChunk): boolean {
    if (this.#buffer.window > 0) return true;
    // What was announced is honoured.
    if (this.#buffer.hasRoomForAnnounced) return true;
    // §6.2: with a closed window, only what fills a gap is taken.
    if (serial32.isAfter(chunk.tsn, this.#tsns.highestTsn)) return false;
    if (this.#buffer.hasRoomForGaps) return true;
    // Nothing can be read, and so released, before the first gap is filled.
    return this.#isNext(chunk) && this.#unread.length === 0 && this.#buffer.hasRoomForNext;
  }

  /** Whether the chunk that is refused is one without which nothing more is ever delivered. */
  #isStuckWithout(chunk: DataChunk): boolean {
    return this.#isNext(chunk) && this.#unread.length === 0;
  }

  #isNext(chunk: DataChunk): boolean {
    return chunk.tsn === serial32.add(this.#tsns.cumulativeTsn, 1);
  }

  /** As `#toUser`, where the end of a message may be among them that was abandoned: nothing of it was held. */
  #toUserWithEnd(message: ReceivedMessage): void {
    if (message.aborted) this.#buffer.keep(0, 1);
    this.#toUser(message);
  }

  #drop(): DataOutcome {
    this.sackSchedule.hurry();
    return outcomes.dropped;
  }

  #reportDuplicate(tsn: number): DataOutcome {
    this.#duplicates ??= [];
    if (this.#duplicates.length < maxDuplicatesReported) this.#duplicates.push(tsn);
    this.sackSchedule.hurry();
    return outcomes.duplicate;
  }

  #accept(chunk: DataChunk): DataOutcome {
    const { length } = chunk.userData;
    this.#buffer.hold(length);
    const isReadAtOnce = chunk.beginning && chunk.ending && this.streams.isNext(chunk);
    const outcome = this.#reassembly.add(chunk, isReadAtOnce);
    switch (outcome.result) {
      case 'WAITING':
        return outcomes.accepted;
      case 'TOO-LARGE':
        return outcomes.tooLarge;
      case 'ABANDONED':
        this.#giveUp(outcome);
        return outcomes.accepted;
      case 'PROTOCOL-VIOLATION':
        return outcome;
      case 'COMPLETE':
        return this.#deliver(outcome);
    }
  }

  #deliver({ message, fragmentCount, isRest }: Joined): DataOutcome {
    this.#buffer.join(message.data.length, fragmentCount);
    if (isRest || fragmentCount > 1) this.#counters.reasmUsrMsgs += 1;
    if (isRest) this.streams.addRest(message, this.#toUser);
    else if (!this.streams.add(message, this.#toUser)) {
      const reason = `stream ${message.streamId} has two messages with SSN ${message.ssn}`;
      return { result: 'PROTOCOL-VIOLATION', reason };
    }
    return outcomes.accepted;
  }

  /** What was held of a message that will not be completed is given up. */
  #giveUp({ length, fragmentCount, isStarted }: Abandoned): void {
    this.#buffer.drop(length, fragmentCount);
    if (isStarted) this.streams.abandonPart((message) => this.#toUserWithEnd(message));
  }

  /** The message that the cumulative TSN stands in, of which nothing is missing so far, is among those that are skipped. */
  #giveUpOpenMessage(skipped: ForwardTsnChunk['skipped']): void {
    const open = this.#reassembly.openMessage(this.#tsns.cumulativeTsn);
    if (open === undefined || open.unordered) return;
    const isSkipped = skipped.some(
      ({ streamId, ssn }) => streamId === open.streamId && !serial16.isBefore(ssn, open.ssn),
    );
    const abandoned = isSkipped ? this.#reassembly.abandonOpen(this.#tsns.cumulativeTsn) : undefined;
    if (abandoned !== undefined) this.#giveUp(abandoned);
  }

  #offerWindow(): void {
    if (this.#buffer.isUpdateDue) this.sackSchedule.request();
  }

  /**
   * Hands on what the cumulative TSN lets go: messages behind a reset, and, where messages are delivered in parts (§6.9),
   * a part of the one that it stands in, if that is next on its stream. What came before it has been delivered, so that
   * nothing waits for it but what was sent after it.
   */
  #deliverMore(): void {
    const refused = this.streams.advance(this.#tsns.cumulativeTsn, this.#toUser);
    for (const { data } of refused) this.#buffer.release(data.length);
    if (this.#partialDeliveryPoint === undefined || this.#hasEnded) return;
    const open = this.#reassembly.openMessage(this.#tsns.cumulativeTsn);
    if (open === undefined || !this.streams.isNext(open)) return;
    if (open.length <= this.#partialDeliveryPoint && !this.#isUsedUp) return;
    const part = this.#reassembly.takePart(this.#tsns.cumulativeTsn);
    if (part === undefined) return;
    this.#buffer.join(part.message.data.length, part.fragmentCount);
    this.streams.addPart(part.message, this.#toUser);
  }

  /** Whether nothing but a part of a message can make room. */
  get #isUsedUp(): boolean {
    return this.#buffer.window === 0 && this.#unread.length === 0 && !this.#tsns.hasGaps;
  }
}
