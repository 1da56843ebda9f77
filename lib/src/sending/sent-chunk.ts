import { type DataChunk, dataHeaderLength } from '../codec/chunk.ts';
import type { Path } from '../path/path.ts';
import type { OutboundMessage } from './outbound-message.ts';

/**
 * A DATA chunk that was transmitted, or stands for the rest of an abandoned message that never will be, and is not yet
 * cumulatively acknowledged.
 */
export interface SentChunk extends DataChunk {
  /** Undefined once it is abandoned. */
  message: OutboundMessage | undefined;
  /** Empty once it is abandoned. */
  userData: Uint8Array;
  /** May be set when it goes again. */
  immediate: boolean;
  /** Bytes on the wire: header, user data and padding. */
  readonly size: number;
  status: 'IN-FLIGHT' | 'MARKED' | 'GAP-ACKED' | 'ABANDONED';
  /** Where it was sent last. */
  path: Path;
  /** Ordinal of its last transmission among all of the sender. */
  transmission: number;
  /** Length of the packet that it was sent in last; 0 when IP fragmented that. */
  packetLength: number;
  /** How often it has gone again. */
  retransmissionCount: number;
  /** Whether it was sent to more than one address: an acknowledgement does not tell which of them works. */
  hasSeveralDestinations: boolean;
  /** A chunk is fast retransmitted once (RFC 9260 §7.2.4 step 5). */
  isFastRetransmitted: boolean;
  missIndications: number;
  /** Whether it is listed for miss indications to be counted. */
  isSuspect: boolean;
  /** The path among whose returned chunks it is listed. */
  returnedTo: Path | undefined;
}

/** What a chunk is made of. */
export type SentChunkParts = Pick<
  SentChunk,
  'userData' | 'beginning' | 'ending' | 'immediate' | 'tsn' | 'ssn' | 'path'
> & { readonly message: OutboundMessage };

/** A chunk of the message that has not been transmitted. */
export function createSentChunk(parts: SentChunkParts): SentChunk {
  const { message, userData } = parts;
  return {
    type: 'DATA',
    immediate: parts.immediate,
    unordered: message.unordered,
    beginning: parts.beginning,
    ending: parts.ending,
    tsn: parts.tsn,
    streamId: message.streamId,
    ssn: parts.ssn,
    ppid: message.ppid,
    userData,
    message,
    size: (dataHeaderLength + userData.length + 3) & ~3,
    status: 'IN-FLIGHT',
    path: parts.path,
    transmission: 0,
    packetLength: 0,
    retransmissionCount: 0,
    hasSeveralDestinations: false,
    isFastRetransmitted: false,
    missIndications: 0,
    isSuspect: false,
    returnedTo: undefined,
  };
}

/** Chunks that are not cumulatively acknowledged, at most: a Gap Ack Block can name no TSN further off (§3.3.4). */
const maxLength = 2 ** 16 - 1;

/** Chunks by TSN, without a gap between the first and the last. */
export class SentChunks {
  #ring: (SentChunk | undefined)[] = new Array(1);
  #firstTsn: number;
  #length = 0;
  #transmissionCount = 0;

  constructor(firstTsn: number) {
    this.#firstTsn = firstTsn;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether no further TSN may be used: long before 2³¹ - 1 of them are in the send window (RFC 9260 §6.1). */
  get isFull(): boolean {
    return this.#length >= maxLength;
  }

  /** TSN of the first chunk; of the next one when there is none. */
  get firstTsn(): number {
    return this.#firstTsn;
  }

  get nextTsn(): number {
    return (this.#firstTsn + this.#length) >>> 0;
  }

  get first(): SentChunk | undefined {
    return this.#length === 0 ? undefined : this.#ring[this.#firstTsn & (this.#ring.length - 1)];
  }

  get(tsn: number): SentChunk | undefined {
    return (tsn - this.#firstTsn) >>> 0 < this.#length ? this.#ring[tsn & (this.#ring.length - 1)] : undefined;
  }

  /** Adds the chunk, whose TSN is `nextTsn`. */
  push(chunk: SentChunk): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[chunk.tsn & (this.#ring.length - 1)] = chunk;
    this.#length += 1;
  }

  /** Whether there is a chunk of this TSN, and its message was abandoned. */
  isAbandoned(tsn: number): boolean {
    return this.get(tsn)?.status === 'ABANDONED';
  }

  /** The chunk goes out, for the first time or again. */
  transmitted(chunk: SentChunk): void {
    chunk.status = 'IN-FLIGHT';
    chunk.transmission = this.#transmissionCount;
    this.#transmissionCount += 1;
  }

  shift(): SentChunk | undefined {
    const chunk = this.first;
    if (chunk === undefined) return undefined;
    this.#ring[this.#firstTsn & (this.#ring.length - 1)] = undefined;
    this.#firstTsn = (this.#firstTsn + 1) >>> 0;
    this.#length -= 1;
    return chunk;
  }

  #grow(): void {
    const larger = new Array<SentChunk | undefined>(this.#ring.length * 2);
    for (const chunk of this.#ring) if (chunk !== undefined) larger[chunk.tsn & (larger.length - 1)] = chunk;
    this.#ring = larger;
  }
}
