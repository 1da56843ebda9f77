import type { DataChunk } from '../codec/chunk.ts';
import { releaseBlock, takeBlock } from './block-pool.ts';
import { chargePerChunk } from './receive-buffer.ts';
import type { ReceivedMessage } from './received-message.ts';

/** User data of fragments, one behind the other. */
interface Segment {
  readonly block: Uint8Array;
  used: number;
  next: Segment | undefined;
}

/**
 * Fragments with consecutive TSNs that belong to one message, and a copy of their user data. Memory is taken ahead, but never
 * more than the fragments that are held are charged.
 */
export class FragmentRun {
  readonly streamId: number;
  readonly unordered: boolean;
  /** Means nothing where the U bit is set (RFC 9260 §6.6). */
  readonly ssn: number;
  readonly firstTsn: number;
  readonly hasBeginning: boolean;
  /** PPIDs may differ between fragments; that of the first counts (RFC 9260 §3.3.1). */
  readonly #ppid: number;
  #lastTsn: number;
  #hasEnding: boolean;
  #length = 0;
  #fragmentCount = 0;
  #isStarted = false;
  #capacity = 0;
  /** None right after a part was taken. */
  #first: Segment | undefined;
  #last: Segment | undefined;

  constructor(chunk: DataChunk) {
    this.streamId = chunk.streamId;
    this.unordered = chunk.unordered;
    this.ssn = chunk.unordered ? 0 : chunk.ssn;
    this.firstTsn = chunk.tsn;
    this.hasBeginning = chunk.beginning;
    this.#ppid = chunk.ppid;
    this.#lastTsn = chunk.tsn;
    this.#hasEnding = chunk.ending;
    this.append(chunk);
  }

  get lastTsn(): number {
    return this.#lastTsn;
  }

  get hasEnding(): boolean {
    return this.#hasEnding;
  }

  /** Bytes held. */
  get length(): number {
    return this.#length;
  }

  /** Fragments held. */
  get fragmentCount(): number {
    return this.#fragmentCount;
  }

  /** Whether a part of the message was taken. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Bytes of memory that are taken. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Why a fragment next to these is none of the same message; undefined when it is one. */
  whyNotWith({ streamId, unordered, ssn }: DataChunk): string | undefined {
    if (this.streamId !== streamId) return 'fragments of one message on two streams';
    if (this.unordered !== unordered) return 'fragments of one message both ordered and unordered';
    if (!unordered && this.ssn !== ssn) return 'fragments of one message with two stream sequence numbers';
    return undefined;
  }

  /** Takes the fragment that follows. */
  append({ tsn, ending, userData }: DataChunk): void {
    this.#lastTsn = tsn;
    this.#hasEnding = ending;
    this.#length += userData.length;
    this.#fragmentCount += 1;
    const rest = this.#last === undefined ? userData : fill(this.#last, userData);
    if (rest === undefined) return;
    const most = this.#length + chargePerChunk * this.#fragmentCount - this.#capacity;
    const segment = segmentOf(rest, most);
    this.#capacity += segment.block.length;
    this.#link(segment, segment);
  }

  /** Takes the run that follows, which is of no use then. */
  concatenate(after: FragmentRun): void {
    if (after.#first !== undefined) this.#link(after.#first, after.#last);
    this.#lastTsn = after.#lastTsn;
    this.#hasEnding = after.#hasEnding;
    this.#length += after.#length;
    this.#fragmentCount += after.#fragmentCount;
    this.#capacity += after.#capacity;
  }

  /** Takes out what is held: the end of the message, and all of it unless parts were taken; or, where `partial`, a part. */
  take(partial: boolean): ReceivedMessage {
    const data = Buffer.allocUnsafe(this.#length);
    let offset = 0;
    for (let segment = this.#first; segment !== undefined; segment = segment.next) {
      const { block, used } = segment;
      data.set(used === block.length ? block : block.subarray(0, used), offset);
      offset += used;
    }
    this.drop();
    this.#isStarted = true;
    const { streamId, unordered, ssn, firstTsn: tsn } = this;
    return { data, streamId, ppid: this.#ppid, unordered, ssn, tsn, partial, aborted: false };
  }

  /** Holds nothing any more. */
  drop(): void {
    for (let segment = this.#first; segment !== undefined; segment = segment.next) releaseBlock(segment.block);
    this.#first = undefined;
    this.#last = undefined;
    this.#length = 0;
    this.#fragmentCount = 0;
    this.#capacity = 0;
  }

  #link(first: Segment, last: Segment | undefined): void {
    if (this.#last === undefined) this.#first = first;
    else this.#last.next = first;
    this.#last = last;
  }
}

/** With room for so many bytes at most. */
function segmentOf(userData: Uint8Array, most: number): Segment {
  const block = takeBlock(userData.length, most);
  block.set(userData);
  return { block, used: userData.length, next: undefined };
}

/** Takes what there is room for; the rest, if any, is for another one. */
function fill(segment: Segment, userData: Uint8Array): Uint8Array | undefined {
  const { block, used } = segment;
  const room = block.length - used;
  if (room >= userData.length) {
    block.set(userData, used);
    segment.used = used + userData.length;
    return undefined;
  }
  if (room === 0) return userData;
  block.set(userData.subarray(0, room), used);
  segment.used = block.length;
  return userData.subarray(room);
}
