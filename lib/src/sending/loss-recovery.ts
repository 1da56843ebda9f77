import type { PacketWriter } from '../codec/packet.ts';
import type { Path } from '../path/path.ts';
import type { PathSet } from '../path/path-set.ts';
import type { LossDetection } from './loss-detection.ts';
import type { PeerWindow } from './peer-window.ts';
import { Retransmissions } from './retransmissions.ts';
import type { SackProcessor } from './sack-processor.ts';
import type { SentChunk, SentChunks } from './sent-chunk.ts';

/** What the parts of a sender have to hear of, when a chunk leaves and when it is lost. */
export interface LossRecoveryParts {
  readonly sent: SentChunks;
  readonly losses: LossDetection;
  readonly sacks: SackProcessor;
  readonly window: PeerWindow;
  readonly paths: PathSet;
}

/** Transmits again what was lost (RFC 9260 §6.3.3, §7.2.4). */
export class LossRecovery {
  readonly #parts: LossRecoveryParts;
  readonly #waiting = new Retransmissions();

  constructor(parts: LossRecoveryParts) {
    this.#parts = parts;
  }

  /** A path that retransmissions may go to now. */
  get nextPath(): Path | undefined {
    return this.#waiting.nextPath;
  }

  /** Whether something waits to be retransmitted to this path. */
  isWaiting(path: Path): boolean {
    return this.#waiting.isWaiting(path);
  }

  /** Adds as many retransmissions to this path as fit; false when there was none. */
  fill(writer: PacketWriter, path: Path, now: number): boolean {
    const filled: SentChunk[] = [];
    for (let chunk = this.#waiting.take(path, writer.room); chunk !== undefined; ) {
      this.#retransmit(chunk, now);
      writer.addChunk(chunk);
      filled.push(chunk);
      chunk = this.#waiting.take(path, writer.room);
    }
    if (filled.length === 0) return false;
    this.#parts.losses.suspect(filled);
    this.#waiting.packetFilled(path);
    return true;
  }

  /** SACKs have shown that these chunks are lost, by ascending TSN (§7.2.4). */
  fastRetransmit(lost: readonly SentChunk[]): void {
    const first = lost[0];
    if (first === undefined) return;
    if (!this.#parts.losses.isInFastRecovery) {
      for (const path of new Set(lost.map((chunk) => chunk.path))) path.congestionControl.fastRetransmit(path.pmdcs);
      this.#parts.losses.enterFastRecovery();
      this.#waiting.hurry(first.path);
    }
    for (const chunk of lost) chunk.isFastRetransmitted = true;
    this.#mark(lost);
  }

  /** T3-rtx of the path expired: what is in flight there goes again, to another path when there is one (§6.3.3). */
  timeOut(path: Path): void {
    const { sent, losses, paths } = this.#parts;
    const timedOut: SentChunk[] = [];
    for (let tsn = sent.firstTsn; tsn !== sent.nextTsn; tsn = (tsn + 1) >>> 0) {
      const chunk = sent.get(tsn);
      if (chunk?.path === path && chunk.status === 'IN-FLIGHT') timedOut.push(chunk);
    }
    losses.reset();
    this.#waiting.calm();
    this.#mark(timedOut, paths.alternateTo(path));
  }

  /** The window has opened that a probe found closed: the probe need not wait for T3-rtx, which has backed off. */
  retransmitProbe(): void {
    const probe = this.#parts.sent.first;
    if (probe?.status === 'IN-FLIGHT') this.#mark([probe]);
  }

  #retransmit(chunk: SentChunk, now: number): void {
    const { sent, sacks, window } = this.#parts;
    chunk.status = 'IN-FLIGHT';
    chunk.isRetransmitted = true;
    chunk.missIndications = 0;
    chunk.missableFrom = sent.nextTsn;
    chunk.path.stopTiming();
    chunk.path.dataSent(chunk.size, now);
    // §6.1: the timer starts anew when the earliest outstanding chunk is retransmitted.
    if (chunk.tsn === sent.firstTsn) chunk.path.t3Rtx.start(chunk.path.rto, now);
    sacks.sent(chunk);
    window.sent(chunk.userData.length);
  }

  #mark(chunks: readonly SentChunk[], destination?: Path): void {
    const byPath = new Map<Path, SentChunk[]>();
    for (const chunk of chunks) {
      chunk.path.dataLeft(chunk.size);
      this.#parts.sacks.left(chunk);
      this.#parts.window.marked(chunk.userData.length);
      chunk.status = 'MARKED';
      chunk.path = destination ?? chunk.path;
      const list = byPath.get(chunk.path);
      if (list === undefined) byPath.set(chunk.path, [chunk]);
      else list.push(chunk);
    }
    for (const [path, marked] of byPath) this.#waiting.add(path, marked);
  }
}
