import { dataHeaderLength, type SackChunk } from '../codec/chunk.ts';
import type { PacketWriter } from '../codec/packet.ts';
import type { Path } from '../path/path.ts';
import type { PathSet } from '../path/path-set.ts';
import { earliest } from '../timer.ts';
import type { TrafficCounters } from '../traffic-counters.ts';
import { Abandonment, type AbandonmentParts } from './abandonment.ts';
import { AdvancedPeerAckPoint } from './advanced-peer-ack-point.ts';
import { countNewChunk } from './count-new-chunk.ts';
import { EarliestOutstanding } from './earliest-outstanding.ts';
import { LossDetection } from './loss-detection.ts';
import { LossRecovery, type LossRecoveryParts } from './loss-recovery.ts';
import type { FailedMessage, OutboundMessage, SenderReports } from './outbound-message.ts';
import { type BufferUse, OutboundStreams } from './outbound-streams.ts';
import { PeerWindow } from './peer-window.ts';
import { type AppliedSack, type SackOutcome, SackProcessor } from './sack-processor.ts';
import { SendQueue } from './send-queue.ts';
import { createSentChunk, SentChunks } from './sent-chunk.ts';
import { StreamResets } from './stream-resets.ts';

export interface SenderOptions {
  readonly initialTsn: number;
  /** The a_rwnd of the peer's INIT or INIT ACK, in bytes. */
  readonly peerReceiverWindow: number;
  readonly outboundStreams: number;
  readonly maxBurst: number;
  readonly noDelay: boolean;
  readonly paths: PathSet;
  /** Whether both sides support FORWARD TSN. */
  readonly isPartiallyReliable: boolean;
  readonly reports: SenderReports;
  readonly counters: TrafficCounters;
}

/** What the procedures of a sender share, and what of its options they go by. */
type SenderParts = LossRecoveryParts & AbandonmentParts & Pick<SenderOptions, 'noDelay' | 'maxBurst' | 'reports'>;

/** The data sender of RFC 9260 §6 and §7: what to transmit, to where, how much, and what to transmit again. */
export class Sender {
  readonly streams: OutboundStreams;
  readonly resets: StreamResets;
  readonly #parts: SenderParts;
  readonly #queue: SendQueue;
  readonly #sent: SentChunks;
  readonly #window: PeerWindow;
  readonly #sacks: SackProcessor;
  readonly #recovery: LossRecovery;
  readonly #abandonment: Abandonment;
  /** Undefined before a chunk is abandoned. */
  #peerAckPoint: AdvancedPeerAckPoint | undefined;
  /** Packets of new data that may still go before the next event (§6.1 D). */
  #burst: number;
  #isFlushing = false;
  #bufferedAmount = 0;

  constructor(options: SenderOptions) {
    this.#queue = new SendQueue(options.isPartiallyReliable);
    this.#sent = new SentChunks(options.initialTsn);
    this.streams = new OutboundStreams(options.outboundStreams);
    this.resets = new StreamResets(this.streams, this.#queue, this.#sent);
    this.#window = new PeerWindow(options.peerReceiverWindow);
    const sent = this.#sent;
    const losses = new LossDetection(sent);
    const earliest = new EarliestOutstanding(sent);
    this.#sacks = new SackProcessor(sent, losses, earliest);
    const [queue, streams, sacks, window] = [this.#queue, this.streams, this.#sacks, this.#window];
    const { paths, isPartiallyReliable, noDelay, maxBurst, counters, reports } = options;
    const given = { paths, isPartiallyReliable, noDelay, maxBurst, counters, reports };
    this.#parts = Object.assign(given, { queue, sent, streams, sacks, losses, earliest, window });
    this.#abandonment = new Abandonment(this.#parts, this);
    this.#recovery = new LossRecovery(this.#parts, this.#abandonment);
    this.#burst = options.maxBurst;
  }

  /** Bytes of user data that are queued or not cumulatively acknowledged. */
  get bufferedAmount(): number {
    return this.#bufferedAmount;
  }

  /** What it takes to keep that, in all and on this stream. */
  bufferUse(streamId: number): BufferUse {
    return this.streams.use(streamId, this.#bufferedAmount);
  }

  /** What is left of the peer's receive window, in bytes. */
  get peerReceiverWindow(): number {
    return this.#window.size;
  }

  /** DATA chunks that were sent and are not cumulatively acknowledged. */
  get unacknowledgedChunks(): number {
    return this.#sent.length;
  }

  /** Whether nothing is queued, and all that was sent is acknowledged or skipped by the peer. */
  get isIdle(): boolean {
    return this.#queue.isEmpty && this.#sent.length === 0 && !this.resets.isHolding;
  }

  get nextTimeout(): number | undefined {
    let next = earliest(this.#window.nextTimeout, this.#queue.nextExpiry);
    for (const path of this.#parts.paths.all) next = earliest(next, path.t3Rtx.deadline);
    return next;
  }

  enqueue(message: OutboundMessage): void {
    const stream = this.streams.buffer(message);
    this.#bufferedAmount += message.data.length;
    if (!this.resets.keep(message)) this.#queue.push(message, stream);
  }

  /** No more messages come: what is left leaves without waiting to be bundled. */
  flush(): void {
    this.#isFlushing = true;
  }

  /** A new event allows a new burst (§6.1 D). */
  allowBurst(): void {
    this.#burst = this.#parts.maxBurst;
  }

  /** A path that a packet with DATA or FORWARD TSN may go to now: one with retransmissions first (§6.1 C). */
  nextPath(now: number): Path | undefined {
    const retransmissionPath = this.#recovery.nextPath(now);
    if (retransmissionPath !== undefined) return retransmissionPath;
    const path = this.#parts.paths.current;
    return this.#peerAckPoint?.isDue || this.#canSendNew(path, now) ? path : undefined;
  }

  /** Bytes that the next retransmission to this path takes, which may be more than the path does; 0 without one. */
  nextRetransmissionSize(path: Path): number {
    return this.#recovery.nextSize(path);
  }

  /** Packets with more than `length` bytes did not get through this path, as it has turned out: they go again. */
  retransmitLonger(path: Path, length: number, now: number): void {
    this.#recovery.retransmitLonger(path, length, now);
    this.#peerAckPoint?.settleTimers(now);
  }

  /** Adds FORWARD TSN where it is due, and as many DATA chunks as fit and may go to `path`, which `nextPath` gave. */
  fill(writer: PacketWriter, path: Path, now: number): boolean {
    const isForwarded = this.#peerAckPoint?.fill(writer, path, now) ?? false;
    if (isForwarded) this.#parts.counters.outCtrlChunks += 1;
    const isRetransmitted = this.#recovery.fill(writer, path, now) || isForwarded;
    const mayAddNew = path === this.#parts.paths.current && !this.#recovery.isWaiting(path);
    if (!mayAddNew || !this.#canSendNew(path, now)) return isRetransmitted;
    const isFilled = this.#fillNew(writer, path, now, isRetransmitted);
    if (isFilled) this.#burst -= 1;
    return isRetransmitted || isFilled;
  }

  /** Applies a SACK (§6.2.1). */
  handleSack(sack: SackChunk, now: number): SackOutcome {
    const outcome = this.#sacks.apply(sack.cumulativeTsnAck, sack.gapAckBlocks, now);
    if (outcome.result !== 'APPLIED') return outcome;
    this.#settle(outcome, now);
    const isReopened = this.#window.update(sack.advertisedReceiverWindowCredit, this.#sacks.outstandingBytes);
    if (isReopened) this.#recovery.retransmitProbe(now);
    return this.#withProvenPath(outcome, this.#peerAckPoint?.acknowledged(now));
  }

  /** Applies the cumulative TSN ack of a SHUTDOWN, which says nothing of gaps and of the window (§9.2). */
  handleCumulativeTsnAck(cumulativeTsnAck: number, now: number): SackOutcome {
    const outstandingBefore = this.#sacks.outstandingBytes;
    const outcome = this.#sacks.apply(cumulativeTsnAck, undefined, now);
    this.#window.acknowledged(outstandingBefore - this.#sacks.outstandingBytes);
    if (outcome.result !== 'APPLIED') return outcome;
    this.#settle(outcome, now);
    return this.#withProvenPath(outcome, this.#peerAckPoint?.acknowledged(now));
  }

  /** Handles what has expired; gives the paths whose T3-rtx did, and whether that is to count as an error. */
  handleTimeout(now: number): { readonly path: Path; readonly isError: boolean }[] {
    this.#window.handleTimeout(now);
    this.#abandonment.expire(now);
    const expired = this.#parts.paths.all.filter((path) => path.t3Rtx.expire(now));
    const outcomes = expired.map((path) => {
      const wasProbing = this.#window.isProbing;
      const { first } = this.#sent;
      const isProbeAnswered = first?.path === path && this.#window.isProbeAnswered(first.userData.length);
      if (wasProbing && isProbeAnswered) path.probeTimeOut();
      else path.timeOut();
      const lostLength = this.#recovery.timeOut(path, now);
      if (!isProbeAnswered && !wasProbing) path.mtu.packetTimedOut(lostLength, now);
      return { path, isError: !isProbeAnswered };
    });
    if (expired.length > 0) this.#peerAckPoint?.timedOut();
    this.#peerAckPoint?.settleTimers(now);
    return outcomes;
  }

  /** Gives up: all messages that are not acknowledged, those that were sent first, and then the others by their age. */
  abandon(): FailedMessage[] {
    const failed: FailedMessage[] = [];
    const started = this.#queue.isHeadStarted ? this.#queue.head : undefined;
    for (let chunk = this.#sent.shift(); chunk !== undefined; chunk = this.#sent.shift()) {
      if (chunk.ending && chunk.message !== undefined) failed.push({ message: chunk.message, wasSent: true });
    }
    this.resets.clear();
    for (const message of this.#queue.clear()) failed.push({ message, wasSent: message === started });
    for (const { message } of failed) this.streams.release(message);
    for (const path of this.#parts.paths.all) path.t3Rtx.stop();
    this.#window.stopProbing();
    this.#bufferedAmount = 0;
    return failed;
  }

  /** A message was abandoned of which so many bytes were not cumulatively acknowledged. */
  messageAbandoned(failed: FailedMessage, bytes: number): void {
    this.#bufferedAmount -= bytes;
    if (failed.wasSent) {
      this.streams.acknowledge(failed.message);
      this.#peerAckPoint ??= new AdvancedPeerAckPoint(this.#sent, this.#parts.paths);
      this.#peerAckPoint.abandoned();
    } else {
      this.streams.release(failed.message);
    }
    this.#parts.reports.messageAbandoned(failed);
  }

  #settle(outcome: AppliedSack, now: number): void {
    this.#bufferedAmount -= outcome.acknowledgedBytes;
    for (const message of outcome.acknowledgedMessages) this.streams.acknowledge(message);
    this.#recovery.fastRetransmit(outcome.lost, now);
  }

  #withProvenPath(outcome: AppliedSack, path: Path | undefined): SackOutcome {
    return path === undefined ? outcome : { ...outcome, acknowledgedPaths: [...outcome.acknowledgedPaths, path] };
  }

  #canSendNew(path: Path, now: number): boolean {
    if (this.#queue.isEmpty || this.#burst === 0 || this.#sent.isFull || !path.hasCongestionWindow) return false;
    if (this.#isHeldForBundling(path)) return false;
    const size = Math.min(this.#queue.headLength, this.#parts.paths.amdcs - dataHeaderLength);
    if (!this.#window.hasRoomFor(size, this.#sent.length === 0, path.rto, now)) return false;
    return this.#mayLeave(this.#queue.head, now);
  }

  /** RFC 3758 §4.1 TR3: what has expired gets no TSN; it leaves the queue with the timeout that is due. */
  #mayLeave(head: OutboundMessage | undefined, now: number): boolean {
    if (head === undefined) return true;
    const isExpired = head.expiresAt !== undefined && head.expiresAt <= now;
    if (this.#queue.isHeadStarted) return !isExpired || !this.#parts.isPartiallyReliable;
    return !isExpired && this.streams.hasRoomFor(head);
  }

  /** Nagle (RFC 9260 §6.1, §11.1.5): a small message waits for others while something is in flight. */
  #isHeldForBundling(path: Path): boolean {
    if (this.#parts.noDelay || this.#isFlushing || this.#sacks.outstandingBytes === 0) return false;
    return this.#queue.pendingBytes + dataHeaderLength < path.pmdcs;
  }

  #fillNew(writer: PacketWriter, path: Path, now: number, hasData: boolean): boolean {
    let isFilled = false;
    const firstTsn = this.#sent.nextTsn;
    // What every path takes (§6.9).
    const maxUserData = this.#parts.paths.amdcs - dataHeaderLength;
    while (isFilled ? this.#canAddNew(writer, now) : !this.#queue.isEmpty) {
      const room = writer.room - dataHeaderLength;
      const next = Math.min(this.#queue.headLength, maxUserData);
      const wanted = this.#window.fit(next) || this.#window.fitProbe(next);
      if (wanted > room && (isFilled || hasData || room < maxUserData / 2)) break;
      this.#transmit(writer, path, wanted <= room ? wanted : room & ~3, now);
      isFilled = true;
    }
    for (let tsn = firstTsn; tsn !== this.#sent.nextTsn; tsn = (tsn + 1) >>> 0) {
      const chunk = this.#sent.get(tsn);
      if (chunk !== undefined) chunk.packetLength = writer.length;
    }
    return isFilled;
  }

  #canAddNew(writer: PacketWriter, now: number): boolean {
    const head = this.#queue.head;
    if (head === undefined || this.#sent.isFull || writer.room <= dataHeaderLength) return false;
    const size = Math.min(this.#queue.headLength, this.#parts.paths.amdcs - dataHeaderLength);
    return this.#window.has(size) && this.#mayLeave(head, now);
  }

  #transmit(writer: PacketWriter, path: Path, length: number, now: number): void {
    const fragment = this.#queue.take(length);
    if (fragment === undefined) return;
    const { message, userData, beginning, ending } = fragment;
    const tsn = this.#sent.nextTsn;
    const immediate = ending && (message.sackImmediately || (this.#isFlushing && this.#queue.isEmpty));
    const ssn = this.streams.sequence(message, beginning);
    const chunk = createSentChunk({ message, userData, beginning, ending, immediate, tsn, ssn, path });
    countNewChunk(this.#parts.counters, chunk);
    this.#sent.push(chunk);
    this.#sent.transmitted(chunk);
    path.dataSent(chunk.size, now);
    path.time(tsn, now);
    this.#sacks.sent(chunk);
    this.#window.sent(userData.length);
    writer.addChunk(chunk);
    if (ending && message.isSentReported) this.#parts.reports.messageSent(message);
  }
}
