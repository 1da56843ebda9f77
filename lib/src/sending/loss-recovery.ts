import type { PacketWriter } from '../codec/packet.ts';
import type { Path } from '../path/path.ts';
import type { PathSet } from '../path/path-set.ts';
import { serial32 } from '../serial-number.ts';
import type { TrafficCounters } from '../traffic-counters.ts';
import type { Abandonment } from './abandonment.ts';
import type { EarliestOutstanding } from './earliest-outstanding.ts';
import type { LossDetection } from './loss-detection.ts';
import type { PeerWindow } from './peer-window.ts';
import { Retransmissions } from './retransmissions.ts';
import type { SackProcessor } from './sack-processor.ts';
import type { SentChunk, SentChunks } from './sent-chunk.ts';

/** What the parts of a sender have to hear of, when a chunk leaves and when it is lost. */
export interface LossRecoveryParts {
  readonly sent: SentChunks;
  readonly losses: LossDetection;
  readonly earliest: EarliestOutstanding;
  readonly sacks: SackProcessor;
  readonly window: PeerWindow;
  readonly paths: PathSet;
  readonly counters: TrafficCounters;
}

/** Transmits again what was lost (RFC 9260 §6.3.3, §7.2.4), unless its message is to be abandoned (RFC 3758 §3.5). */
export class LossRecovery {
  readonly #parts: LossRecoveryParts;
  readonly #abandonment: Abandonment;
  readonly #waiting = new Retransmissions();

  constructor(parts: LossRecoveryParts, abandonment: Abandonment) {
    this.#parts = parts;
    this.#abandonment = abandonment;
  }

  /** A path that retransmissions may go to now. */
  nextPath(now: number): Path | undefined {
    for (let path = this.#waiting.nextPath; path !== undefined; path = this.#waiting.nextPath) {
      this.#abandonExpired(path, now);
      if (this.#waiting.isWaiting(path)) return path;
    }
    return undefined;
  }

  /** Whether something waits to be retransmitted to this path. */
  isWaiting(path: Path): boolean {
    return this.#waiting.isWaiting(path);
  }

  /** Bytes that the next retransmission to this path takes; 0 when nothing waits. */
  nextSize(path: Path): number {
    return this.#waiting.nextSize(path);
  }

  /** Adds as many retransmissions to this path as fit; false when there was none. */
  fill(writer: PacketWriter, path: Path, now: number): boolean {
    const filled: SentChunk[] = [];
    for (let chunk = this.#waiting.take(path, writer.room); chunk !== undefined; ) {
      // Nothing follows that would have the receiver acknowledge a second packet (I bit, §6.1).
      if (path.isLimitedToOnePacket) chunk.immediate = true;
      this.#retransmit(chunk, path, now);
      writer.addChunk(chunk);
      filled.push(chunk);
      this.#abandonExpired(path, now);
      chunk = this.#waiting.take(path, writer.room);
    }
    if (filled.length === 0) return false;
    const isWhole = writer.length <= path.maxPacketSize;
    for (const chunk of filled) chunk.packetLength = isWhole ? writer.length : 0;
    this.#parts.losses.suspect(filled);
    this.#waiting.packetFilled(path);
    return true;
  }

  /** SACKs have shown that these chunks are lost, by ascending TSN (§7.2.4). */
  fastRetransmit(lost: readonly SentChunk[], now: number): void {
    if (lost.length === 0) return;
    const { losses } = this.#parts;
    const paths = new Set(lost.map(({ path }) => path).filter((path) => !losses.isInFastRecovery(path)));
    for (const path of paths) path.congestionControl.fastRetransmit(path.pmdcs);
    if (paths.size > 0) losses.enterFastRecovery();
    for (const chunk of lost) chunk.isFastRetransmitted = true;
    const earliestPath = earliestOf(lost).path;
    this.#mark(lost, now);
    if (paths.size > 0 && this.#waiting.isWaiting(earliestPath)) this.#waiting.hurry(earliestPath);
  }

  /**
   * T3-rtx of the path expired: what is in flight or waits there goes to another path when there is one (§6.3.3).
   * Gives the length of the packet that the earliest chunk was in.
   */
  timeOut(path: Path, now: number): number {
    const { sent, losses, paths } = this.#parts;
    const timedOut: SentChunk[] = [];
    for (let tsn = sent.firstTsn; tsn !== sent.nextTsn; tsn = (tsn + 1) >>> 0) {
      const chunk = sent.get(tsn);
      if (chunk?.path === path && chunk.status === 'IN-FLIGHT') timedOut.push(chunk);
    }
    losses.timedOut(path);
    const destination = paths.alternateTo(path);
    this.#waiting.move(path, destination);
    this.#mark(timedOut, now, destination);
    return timedOut[0]?.packetLength ?? 0;
  }

  /** Packets with more than `length` bytes did not get through this path: that was no congestion (RFC 8899 §3 item 7). */
  retransmitLonger(path: Path, length: number, now: number): void {
    const { sent } = this.#parts;
    const tooLong: SentChunk[] = [];
    for (let tsn = sent.firstTsn; tsn !== sent.nextTsn; tsn = (tsn + 1) >>> 0) {
      const chunk = sent.get(tsn);
      if (chunk?.path === path && chunk.status === 'IN-FLIGHT' && chunk.packetLength > length) tooLong.push(chunk);
    }
    this.#mark(tooLong, now);
  }

  /** The window has opened that a probe found closed: the probe need not wait for T3-rtx, which has backed off. */
  retransmitProbe(now: number): void {
    const { sent, paths } = this.#parts;
    for (const path of paths.all) path.probeAnswered();
    const probe = sent.first;
    if (probe?.status === 'IN-FLIGHT') this.#mark([probe], now);
  }

  #retransmit(chunk: SentChunk, path: Path, now: number): void {
    const { sent, earliest, sacks, window, paths, counters } = this.#parts;
    counters.rtxChunks += 1;
    chunk.path.counters.rtxChunks += 1;
    const isEarliest = earliest.of(path) === chunk;
    for (const timed of paths.all) timed.stopTiming(chunk.tsn);
    sent.transmitted(chunk);
    chunk.retransmissionCount += 1;
    chunk.missIndications = 0;
    if (chunk.path !== path) {
      chunk.path = path;
      chunk.hasSeveralDestinations = true;
      earliest.returned(chunk);
    }
    path.dataSent(chunk.size, now);
    // §6.1: the timer starts anew when the earliest outstanding chunk that was sent there goes there again.
    if (isEarliest) path.t3Rtx.start(path.rto, now);
    sacks.sent(chunk);
    window.sent(chunk.userData.length);
  }

  #mark(chunks: readonly SentChunk[], now: number, destination?: Path): void {
    for (const chunk of chunks) {
      // One before it may have had the whole message abandoned.
      if (chunk.status !== 'IN-FLIGHT') continue;
      chunk.path.dataLeft(chunk.size);
      this.#parts.sacks.left(chunk);
      this.#parts.window.marked(chunk.userData.length);
      chunk.status = 'MARKED';
      if (!this.#abandonment.abandonIfDue(chunk, now)) this.#waiting.add(destination ?? chunk.path, [chunk]);
    }
  }

  /** RFC 3758 §4.1 TR4: the lifetime is looked at before each retransmission. */
  #abandonExpired(path: Path, now: number): void {
    for (let chunk = this.#waiting.peek(path); chunk !== undefined; chunk = this.#waiting.peek(path)) {
      if (!this.#abandonment.abandonIfExpired(chunk, now)) return;
    }
  }
}

function earliestOf(chunks: readonly SentChunk[]): SentChunk {
  return chunks.reduce((first, chunk) => (serial32.isBefore(chunk.tsn, first.tsn) ? chunk : first));
}
