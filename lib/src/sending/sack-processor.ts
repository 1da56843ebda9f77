import type { GapAckBlock } from '../codec/chunk.ts';
import type { Path } from '../path/path.ts';
import { serial32 } from '../serial-number.ts';
import { type GapBlocks, shiftBlocks, soundBlocks, subtractBlocks } from './gap-blocks.ts';
import type { LossDetection } from './loss-detection.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { SentChunk, SentChunks } from './sent-chunk.ts';

/** What became of a SACK. */
export type SackOutcome =
  | { readonly result: 'STALE' }
  /** It acknowledges a TSN that was never sent. */
  | { readonly result: 'PROTOCOL-VIOLATION'; readonly reason: string }
  | {
      readonly result: 'APPLIED';
      /** Bytes of user data that are cumulatively acknowledged now, and were not before. */
      readonly acknowledgedBytes: number;
      /** Messages of which all is cumulatively acknowledged now. */
      readonly acknowledgedMessages: readonly OutboundMessage[];
      /** Paths on which something was acknowledged. */
      readonly acknowledgedPaths: readonly Path[];
      /** Chunks that have the third miss indication (§7.2.4). */
      readonly lost: readonly SentChunk[];
    };

const notSent: SackOutcome = { result: 'PROTOCOL-VIOLATION', reason: 'a TSN was acknowledged that was not sent' };

interface PathProgress {
  bytes: number;
  readonly flightSizeBefore: number;
  isEarliestAcked: boolean;
}

/** Applies SACKs to what was sent (RFC 9260 §6.2.1), in time linear in what each newly says. */
export class SackProcessor {
  readonly #sent: SentChunks;
  readonly #losses: LossDetection;
  /** The gap ack blocks of the last SACK, relative to the cumulative TSN ack point. */
  #blocks: GapBlocks = [];
  #outstandingBytes = 0;
  #progress = new Map<Path, PathProgress>();
  #highestNewlyAcked: number | undefined;

  constructor(sent: SentChunks, losses: LossDetection) {
    this.#sent = sent;
    this.#losses = losses;
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
    this.#progress = new Map();
    this.#highestNewlyAcked = undefined;
    const { acknowledgedBytes, acknowledgedMessages } = this.#advance(advance, now);
    const newlyAcked = subtractBlocks(blocks, before);
    this.#eachChunk(cumulativeTsnAck, newlyAcked, (chunk) => this.#gapAck(chunk, now));
    this.#revoke(cumulativeTsnAck, subtractBlocks(before, blocks), now);
    this.#blocks = blocks;
    this.#settlePaths(now);
    this.#losses.cumulativeTsnAcked(cumulativeTsnAck);
    const lost = this.#losses.report({
      highestNewlyAcked: this.#highestNewlyAcked,
      highestAcked: serial32.add(cumulativeTsnAck, blocks.at(-1)?.end ?? 0),
      advancesCumulativeTsn: advance > 0,
    });
    return {
      result: 'APPLIED',
      acknowledgedBytes,
      acknowledgedMessages,
      acknowledgedPaths: [...this.#progress.keys()],
      lost,
    };
  }

  #advance(count: number, now: number): { acknowledgedBytes: number; acknowledgedMessages: OutboundMessage[] } {
    let acknowledgedBytes = 0;
    const acknowledgedMessages: OutboundMessage[] = [];
    for (let i = 0; i < count; i += 1) {
      const chunk = this.#sent.shift();
      if (chunk === undefined) break;
      acknowledgedBytes += chunk.userData.length;
      if (chunk.ending) acknowledgedMessages.push(chunk.message);
      if (chunk.status !== 'GAP-ACKED') this.#acknowledge(chunk, now);
      this.#progressOf(chunk.path).isEarliestAcked = true;
      chunk.status = 'GAP-ACKED';
    }
    return { acknowledgedBytes, acknowledgedMessages };
  }

  #gapAck(chunk: SentChunk, now: number): void {
    if (chunk.status === 'GAP-ACKED') return;
    this.#acknowledge(chunk, now);
    chunk.status = 'GAP-ACKED';
  }

  #acknowledge(chunk: SentChunk, now: number): void {
    const progress = this.#progressOf(chunk.path);
    progress.bytes += chunk.size;
    if (chunk.status === 'IN-FLIGHT') {
      chunk.path.dataLeft(chunk.size);
      this.left(chunk);
    }
    if (!chunk.isRetransmitted) chunk.path.timedAcknowledged(chunk.tsn, now);
    if (this.#highestNewlyAcked === undefined || serial32.isAfter(chunk.tsn, this.#highestNewlyAcked)) {
      this.#highestNewlyAcked = chunk.tsn;
    }
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

  #progressOf(path: Path): PathProgress {
    let progress = this.#progress.get(path);
    if (progress === undefined) {
      progress = { bytes: 0, flightSizeBefore: path.flightSize, isEarliestAcked: false };
      this.#progress.set(path, progress);
    }
    return progress;
  }

  #settlePaths(now: number): void {
    const { isInFastRecovery } = this.#losses;
    for (const [path, { bytes, flightSizeBefore, isEarliestAcked }] of this.#progress) {
      if (bytes > 0) {
        path.dataAcknowledged();
        path.congestionControl.acknowledge({ bytes, flightSizeBefore, isInFastRecovery }, path.pmdcs);
      }
      if (path.flightSize === 0) path.t3Rtx.stop();
      else if (isEarliestAcked) path.t3Rtx.start(path.rto, now);
      if (this.#sent.length === 0) path.congestionControl.allAcknowledged();
    }
  }
}
