import type { ForwardTsnChunk } from '../codec/chunk.ts';
import { commonHeaderLength, type PacketWriter } from '../codec/packet.ts';
import type { Path } from '../path/path.ts';
import type { PathSet } from '../path/path-set.ts';
import { serial32 } from '../serial-number.ts';
import type { SentChunks } from './sent-chunk.ts';

/** Header and New Cumulative TSN (RFC 3758 §3.2). */
const headerLength = 8;
const entryLength = 4;

/** The Advanced.Peer.Ack.Point, and the FORWARD TSNs that bring the peer there (RFC 3758 §3.5): made when the first chunk is abandoned. */
export class AdvancedPeerAckPoint {
  readonly #sent: SentChunks;
  readonly #paths: PathSet;
  #tsn: number;
  #isDue = false;
  /** Where the last FORWARD TSN went, and when. */
  #path: Path | undefined;
  #sentAt = 0;
  /** Whether those that are not answered went to several addresses. */
  #hasSeveralDestinations = false;

  constructor(sent: SentChunks, paths: PathSet) {
    this.#sent = sent;
    this.#paths = paths;
    this.#tsn = serial32.add(sent.firstTsn, -1);
  }

  /** Whether FORWARD TSN is to go along with the next packet. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Chunks have been abandoned. */
  abandoned(): void {
    this.#advance();
  }

  /** A SACK was applied (C1 to C3); gives a path that has been shown to work, as only what went there brought the peer on. */
  acknowledged(now: number): Path | undefined {
    const proven = this.#isAhead || this.#hasSeveralDestinations ? undefined : this.#path;
    this.#advance();
    if (!this.#isAhead) {
      this.#isDue = false;
      this.#path = undefined;
      this.#hasSeveralDestinations = false;
    } else if (this.#path !== undefined && now - this.#sentAt > (this.#path.rtt.srtt ?? this.#path.rto)) {
      // F2: what comes within a round trip does not mean that the last one was lost.
      this.#isDue = true;
    }
    this.settleTimers(now);
    return proven;
  }

  /** T3-rtx of some path has expired (A5). */
  timedOut(): void {
    this.#advance();
    if (this.#isAhead) this.#isDue = true;
  }

  /** T3-rtx runs for a FORWARD TSN (C5), and not for what was in flight and has been abandoned. */
  settleTimers(now: number): void {
    let isTimed = false;
    for (const path of this.#paths.all) {
      if (path.flightSize === 0 && !(this.#isAhead && path === this.#path)) path.t3Rtx.stop();
      isTimed ||= path.t3Rtx.isRunning;
    }
    if (this.#isAhead && !this.#isDue && !isTimed) this.#path?.t3Rtx.start(this.#path.rto, now);
  }

  /** Adds the FORWARD TSN that is due to a packet to this path; false when there is none, or it waits for the next packet. */
  fill(writer: PacketWriter, path: Path, now: number): boolean {
    const chunk = this.#isDue ? this.#take(writer.room, writer.length === commonHeaderLength) : undefined;
    if (chunk === undefined) return false;
    writer.addChunk(chunk);
    this.#isDue = false;
    this.#hasSeveralDestinations ||= this.#path !== undefined && this.#path !== path;
    this.#path = path;
    this.#sentAt = now;
    if (!this.#paths.all.some(({ t3Rtx }) => t3Rtx.isRunning)) path.t3Rtx.start(path.rto, now);
    return true;
  }

  /** Whether the peer has yet to acknowledge what it is to skip. */
  get #isAhead(): boolean {
    return serial32.isAfter(this.#tsn, this.#cumulativeTsnAck);
  }

  /** C1 and C2. What has arrived out of order stops it, as the peer may take that back. */
  #advance(): void {
    if (!this.#isAhead) this.#tsn = this.#cumulativeTsnAck;
    for (let next = serial32.add(this.#tsn, 1); this.#sent.isAbandoned(next); next = serial32.add(next, 1)) {
      this.#tsn = next;
      this.#isDue = true;
    }
  }

  /** The chunk, of `room` bytes at most: in an empty packet the point is lowered for it to fit (C4), in another it is left. */
  #take(room: number, isEmpty: boolean): ForwardTsnChunk | undefined {
    const skipped = new Map<number, number>();
    let last = this.#cumulativeTsnAck;
    while (last !== this.#tsn) {
      const next = this.#sent.get(serial32.add(last, 1));
      if (next === undefined) break;
      if (!next.unordered) {
        const isNew = !skipped.has(next.streamId);
        if (isNew && headerLength + entryLength * (skipped.size + 1) > room) break;
        skipped.set(next.streamId, next.ssn);
      }
      last = next.tsn;
    }
    if (room < headerLength || (last !== this.#tsn && !isEmpty)) return undefined;
    this.#tsn = last;
    const entries = [...skipped].map(([streamId, ssn]) => ({ streamId, ssn }));
    return { type: 'FORWARD-TSN', newCumulativeTsn: last, skipped: entries };
  }

  get #cumulativeTsnAck(): number {
    return serial32.add(this.#sent.firstTsn, -1);
  }
}
