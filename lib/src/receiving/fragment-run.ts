import type { DataChunk } from '../codec/chunk.ts';
import { largestBlock, releaseBlock, takeBlock } from './block-pool.ts';
import type { ReceivedMessage } from './received-message.ts';

/** User data of fragments, one behind the other. */
interface Segment {
  readonly block: Uint8Array;
  used: number;
  next: Segment | undefined;
}

/** Fragments with consecutive TSNs that belong to one message, and a copy of their user data. */
export class FragmentRun {
  readonly streamId: number;
  readonly unordered: boolean;
  /** Means nothing where the U bit is set (RFC 9260 §6.6). */
  readonly ssn: number;
  readonly firstTsn: number;
  lastTsn: number;
  readonly hasBeginning: boolean;
  hasEnding: boolean;
  /** Bytes held. */
  length: number;
  /** Fragments held. */
  fragmentCount = 1;
  /** Whether a part of the message was taken. */
  isStarted = false;
  /** PPIDs may differ between fragments; that of the first counts (RFC 9260 §3.3.1). */
  readonly #ppid: number;
  /** None right after a part was taken. */
  #first: Segment | undefined;
  #last: Segment | undefined;

  constructor({ streamId, unordered, ssn, tsn, beginning, ending, ppid, userData }: DataChunk) {
    this.streamId = streamId;
    this.unordered = unordered;
    this.ssn = unordered ? 0 : ssn;
    this.firstTsn = tsn;
    this.lastTsn = tsn;
    this.hasBeginning = beginning;
    this.hasEnding = ending;
    this.length = userData.length;
    this.#ppid = ppid;
    this.#first = segmentOf(userData, userData.length);
    this.#last = this.#first;
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
    if (this.#last === undefined || !extend(this.#last, userData)) {
      this.#link(segmentOf(userData, Math.max(userData.length, Math.min(this.length, largestBlock))));
    }
    this.lastTsn = tsn;
    this.hasEnding = ending;
    this.length += userData.length;
    this.fragmentCount += 1;
  }

  /** Takes the run that follows, which is of no use then. */
  concatenate(after: FragmentRun): void {
    if (after.#first !== undefined) {
      this.#link(after.#first);
      this.#last = after.#last;
    }
    this.lastTsn = after.lastTsn;
    this.hasEnding = after.hasEnding;
    this.length += after.length;
    this.fragmentCount += after.fragmentCount;
  }

  /** Takes out what is held: all of the message or, where `partial`, what more follows. */
  take(partial: boolean): ReceivedMessage {
    const data = Buffer.allocUnsafe(this.length);
    let offset = 0;
    for (let segment = this.#first; segment !== undefined; segment = segment.next) {
      const { block, used } = segment;
      data.set(used === block.length ? block : block.subarray(0, used), offset);
      offset += used;
    }
    this.drop();
    this.isStarted = true;
    const { streamId, unordered, ssn, firstTsn: tsn } = this;
    return { data, streamId, ppid: this.#ppid, unordered, ssn, tsn, partial, aborted: false };
  }

  /** Holds nothing any more. */
  drop(): void {
    for (let segment = this.#first; segment !== undefined; segment = segment.next) releaseBlock(segment.block);
    this.#first = undefined;
    this.#last = undefined;
    this.length = 0;
    this.fragmentCount = 0;
  }

  #link(segment: Segment): void {
    if (this.#last === undefined) this.#first = segment;
    else this.#last.next = segment;
    this.#last = segment;
  }
}

/** With room for so many bytes. */
function segmentOf(userData: Uint8Array, least: number): Segment {
  const block = takeBlock(least);
  block.set(userData);
  return { block, used: userData.length, next: undefined };
}

/** False when there is no room for it. */
function extend(segment: Segment, userData: Uint8Array): boolean {
  const { block, used } = segment;
  if (block.length - used < userData.length) return false;
  block.set(userData, used);
  segment.used = used + userData.length;
  return true;
}
