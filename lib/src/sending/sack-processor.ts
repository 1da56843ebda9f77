import type { GapAckBlock } from '../codec/chunk.ts';
import type { Path } from '../path/path.ts';
import { serial32 } from '../serial-number.ts';
import type { EarliestOutstanding } from './earliest-outstanding.ts';
import { type GapBlocks, shiftBlocks, soundBlocks, subtractBlocks } from './gap-blocks.ts';
import type { LossDetection } from './loss-detection.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { SentChunk, SentChunks } from './sent-chunk.ts';

/** What became of a SACK. */
export type SackOutcome =
  | { readonly result: 'STALE' }
  /** It acknowledges a TSN that was never sent. */
  | { readonly result: 'PROTOCOL-VIOLATION'; readonly reason: string }
  | AppliedSack;

/** What a SACK says. */
export interface AppliedSack {
  readonly result: 'APPLIED';
  /** Bytes of user data that are cumulatively acknowledged now, and were not before. */
  readonly acknowledgedBytes: number;
  /** Messages of which all is cumulatively acknowledged now. */
  readonly acknowledgedMessages: readonly OutboundMessage[];
  /** Whether any chunk is acknowledged now that was not before, or FORWARD TSN has skipped one. */
  readonly hasProgress: boolean;
  /** Paths that are known to work: what was sent there, and nowhere else, is acknowledged (RFC 7829 §3.2 rule 10). */
  readonly acknowledgedPaths: readonly Path[];
  /** Chunks that have the third miss indication (§7.2.4). */
  readonly lost: readonly SentChunk[];
}

const notSent: SackOutcome = { result: 'PROTOCOL-VIOLATION', reason: 'a TSN was acknowledged that was not sent' };

const none: readonly never[] = [];

/** What a SACK acknowledges for the first time on one path. */
interface PathProgress {
  readonly path: Path;
  readonly flightSizeBefore: number;
  readonly earliestBefore: SentChunk | undefined;
  bytes: number;
  isKnownToWork: boolean;
  highestTsn: number;
  latestTransmission: number;
}

/** Applies SACKs to what was sent (RFC 9260 §6.2.1), in time linear in what each newly says. */
export class SackProcessor {
  readonly #sent: SentChunks;
  readonly #losses: LossDetection;
  readonly #earliest: EarliestOutstanding;
  /** The gap ack blocks of the last SACK, relative to the cumulative TSN ack point. */
  #blocks: GapBlocks = [];
  #outstandingBytes = 0;
  /** One for each path on which the SACK at hand acknowledges something: few. */
  #progress: readonly PathProgress[] = none;

  constructor(sent: SentChunks, losses: LossDetection, earliest: EarliestOutstanding) {
    this.#sent = sent;
    this.#losses = losses;
    this.#earliest = earliest;
  }

  /** User data in flight, in bytes. */
  get outstandingBytes(): number {
    return this.#outstandingBytes;
  }

  /** The chunk was transmitted. */
  sent(chunk: SentChunk): void {
    this.#outstandingBytes += chunk.userData.length;
  }

  /** The chunk is no longer in flight. */
  left(chunk: SentChunk): void {
    this.#outstandingBytes -= chunk.userData.length;
  }

  /** Applies a cumulative TSN ack with its gap ack blocks; undefined leaves those of the last SACK in force. */
  apply(cumulativeTsnAck: number, gapAckBlocks: GapBlocks | undefined, now: number): SackOutcome {
    const advance = serial32.distance(serial32.add(this.#sent.firstTsn, -1), cumulativeTsnAck);
    if (advance < 0) return { result: 'STALE' };
    const before = shiftBlocks(this.#blocks, advance);
    const blocks = gapAckBlocks === undefined ? before : soundBlocks(gapAckBlocks);
    if (advance + (blocks.at(-1)?.end ?? 0) > this.#sent.length) return notSent;
    this.#progress = none;
    const { acknowledgedBytes, acknowledgedMessages, hasSkipped } = this.#advance(advance, now);
    if (blocks.length > 0 || before.length > 0) {
      const newlyAcked = subtractBlocks(blocks, before);
      this.#eachChunk(cumulativeTsnAck, newlyAcked, (chunk) => this.#acknowledge(chunk, now));
      this.#revoke(cumulativeTsnAck, subtractBlocks(before, blocks), now);
    }
    this.#blocks = blocks;
    this.#settlePaths(now);
    this.#losses.cumulativeTsnAcked(cumulativeTsnAck);
    const lost = this.#losses.report({
      newlyAcked: this.#progress,
      highestAcked: serial32.add(cumulativeTsnAck, blocks.at(-1)?.end ?? 0),
      advancesCumulativeTsn: advance > 0,
    });
    return {
      result: 'APPLIED',
      acknowledgedBytes,
      acknowledgedMessages,
      hasProgress: hasSkipped || this.#progress.length > 0,
      acknowledgedPaths: this.#workingPaths(),
      lost,
    };
  }

  #advance(count: number, now: number) {
    let acknowledgedBytes = 0;
    let hasSkipped = false;
    let acknowledgedMessages: OutboundMessage[] | undefined;
    for (let i = 0; i < count; i += 1) {
      const chunk = this.#sent.first;
      if (chunk === undefined) break;
      this.#acknowledge(chunk, now);
      acknowledgedBytes += chunk.userData.length;
      if (chunk.message === undefined) hasSkipped = true;
      else if (chunk.ending) acknowledgedMessages = appended(acknowledgedMessages, chunk.message);
      this.#sent.shift();
    }
    return { acknowledgedBytes, acknowledgedMessages: acknowledgedMessages ?? none, hasSkipped };
  }

  #acknowledge(chunk: SentChunk, now: number): void {
    // RFC 3758 §3.5 A2: what is abandoned counts as acknowledged already, and does not open cwnd.
    if (chunk.status === 'GAP-ACKED' || chunk.status === 'ABANDONED') return;
    const progress = this.#progressOf(chunk.path, chunk.tsn);
    progress.bytes += chunk.size;
    if (isProofOf(chunk.path, chunk)) progress.isKnownToWork = true;
    if (serial32.isAfter(chunk.tsn, progress.highestTsn)) progress.highestTsn = chunk.tsn;
    if (chunk.transmission > progress.latestTransmission) progress.latestTransmission = chunk.transmission;
    if (chunk.status === 'IN-FLIGHT') {
      chunk.path.dataLeft(chunk.size);
      this.left(chunk);
    }
    if (chunk.retransmissionCount === 0) {
      chunk.path.timedAcknowledged(chunk.tsn, now);
      chunk.path.mtu.packetDelivered(chunk.packetLength);
    }
    chunk.status = 'GAP-ACKED';
  }

  /** The peer has taken back what it had received (§6.2.1 D iii). */
  #revoke(cumulativeTsnAck: number, blocks: readonly GapAckBlock[], now: number): void {
    const revoked: SentChunk[] = [];
    this.#eachChunk(cumulativeTsnAck, blocks, (chunk) => {
      if (chunk.status !== 'GAP-ACKED') return;
      chunk.status = 'IN-FLIGHT';
      chunk.missIndications += 1;
      chunk.path.dataRevoked(chunk.size, now);
      this.sent(chunk);
      this.#earliest.returned(chunk);
      revoked.push(chunk);
    });
    this.#losses.suspect(revoked);
  }

  #eachChunk(cumulativeTsnAck: number, blocks: readonly GapAckBlock[], visit: (chunk: SentChunk) => void): void {
    for (const { start, end } of blocks) {
      for (let offset = start; offset <= end; offset += 1) {
        const chunk = this.#sent.get(serial32.add(cumulativeTsnAck, offset));
        if (chunk !== undefined) visit(chunk);
      }
    }
  }

  #progressOf(path: Path, tsn: number): PathProgress {
    for (const progress of this.#progress) if (progress.path === path) return progress;
    const progress = {
      path,
      flightSizeBefore: path.flightSize,
      earliestBefore: this.#earliest.of(path),
      bytes: 0,
      isKnownToWork: false,
      highestTsn: tsn,
      latestTransmission: -1,
    };
    this.#progress = this.#progress === none ? [progress] : [...this.#progress, progress];
    return progress;
  }

  #workingPaths(): readonly Path[] {
    let working: Path[] | undefined;
    for (const { path, isKnownToWork } of this.#progress) if (isKnownToWork) working = appended(working, path);
    return working ?? none;
  }

  #settlePaths(now: number): void {
    for (const { path, bytes, flightSizeBefore, earliestBefore } of this.#progress) {
      const isInFastRecovery = this.#losses.isInFastRecovery(path);
      path.dataAcknowledged();
      path.congestionControl.acknowledge({ bytes, flightSizeBefore, isInFastRecovery }, path.pmdcs);
      if (path.flightSize === 0) path.t3Rtx.stop();
      else if (earliestBefore?.status === 'GAP-ACKED') path.t3Rtx.start(path.rto, now);
      if (this.#sent.length === 0) path.congestionControl.allAcknowledged();
    }
  }
}

/** The list with the item: most have one item, and an array that items are pushed to begins with room for many. */
function appended<T>(list: T[] | undefined, item: T): T[] {
  if (list === undefined) return [item];
  list.push(item);
  return list;
}

/**
 * Whether the acknowledgement of a chunk shows that its path works: it went nowhere else. What has timed out may have
 * arrived long ago, and shows nothing of now (RFC 9260 §8.2 leaves that open), but RFC 7829 insists (§3.2 rule 10).
 */
function isProofOf(path: Path, { hasSeveralDestinations, status }: SentChunk): boolean {
  return !hasSeveralDestinations && (status === 'IN-FLIGHT' || path.canFailPotentially);
}
