import type { PathSet } from '../path/path-set.ts';
import { serial32 } from '../serial-number.ts';
import type { FailedMessage, OutboundMessage } from './outbound-message.ts';
import type { OutboundStreams } from './outbound-streams.ts';
import type { SackProcessor } from './sack-processor.ts';
import type { SendQueue } from './send-queue.ts';
import { createSentChunk, type SentChunk, type SentChunks } from './sent-chunk.ts';

export interface AbandonmentParts {
  /** Whether both sides support FORWARD TSN: else what has begun to leave is sent until it arrives (RFC 3758 §3.3.3). */
  readonly isPartiallyReliable: boolean;
  readonly queue: SendQueue;
  readonly sent: SentChunks;
  readonly streams: OutboundStreams;
  readonly sacks: SackProcessor;
  readonly paths: PathSet;
}

/** Who is told of it. */
export interface AbandoningSender {
  /** A message was abandoned of which so many bytes were not cumulatively acknowledged. */
  messageAbandoned(failed: FailedMessage, bytes: number): void;
}

const noData = new Uint8Array(0);

/**
 * Gives up messages whose lifetime or retransmissions are used up (RFC 3758 §3.5 A2 and A3, §4.1; RFC 7496 §3.1). Whoever
 * finds a chunk lost has counted it as congestion by then (F5); what is left behind is for FORWARD TSN to skip.
 */
export class Abandonment {
  readonly #parts: AbandonmentParts;
  readonly #sender: AbandoningSender;

  constructor(parts: AbandonmentParts, sender: AbandoningSender) {
    this.#parts = parts;
    this.#sender = sender;
  }

  /** Gives up what waits in the queue and has expired, also where a part of it has left. */
  expire(now: number): void {
    const { queue } = this.#parts;
    for (let expired = queue.takeExpired(now); expired !== undefined; expired = queue.takeExpired(now)) {
      const { message, length } = expired;
      if (length === message.data.length) this.#sender.messageAbandoned({ message, wasSent: false }, length);
      else this.#abandonBegun(message, length);
    }
  }

  /** Whether a chunk that would be retransmitted is abandoned, with all of its message. */
  abandonIfDue(chunk: SentChunk, now: number): boolean {
    const limit = chunk.message?.maxRetransmissions;
    const isUsedUp = limit !== undefined && chunk.retransmissionCount >= limit;
    return isUsedUp ? this.#abandonWith(chunk) : this.abandonIfExpired(chunk, now);
  }

  /** Whether a chunk that waits to be retransmitted is abandoned as its message has expired. */
  abandonIfExpired(chunk: SentChunk, now: number): boolean {
    const expiresAt = chunk.message?.expiresAt;
    return expiresAt !== undefined && expiresAt <= now && this.#abandonWith(chunk);
  }

  #abandonWith(chunk: SentChunk): boolean {
    const { isPartiallyReliable, queue } = this.#parts;
    const { message } = chunk;
    if (!isPartiallyReliable || message === undefined) return false;
    if (queue.isHeadStarted && queue.head === message) {
      const { headLength } = queue;
      queue.drop();
      this.#abandonBegun(message, headLength);
    } else {
      this.#sender.messageAbandoned({ message, wasSent: true }, this.#abandonChunks(chunk, message));
    }
    return true;
  }

  /** Abandons a message of which so many bytes have not left, and never will. */
  #abandonBegun(message: OutboundMessage, restLength: number): void {
    const { sent, streams, paths } = this.#parts;
    const last = sent.get(serial32.add(sent.nextTsn, -1));
    // All that has left may be acknowledged.
    const bytes = last?.message === message ? this.#abandonChunks(last, message) : 0;
    // The peer may have all that has left. It takes the next message for a part of this one, unless a TSN that it skips
    // is between them: one TSN stands for all of the rest.
    const rest = createSentChunk({
      message,
      userData: noData,
      beginning: false,
      ending: true,
      immediate: false,
      tsn: sent.nextTsn,
      ssn: streams.sequence(message, false),
      path: paths.current,
    });
    sent.push(rest);
    release(rest);
    this.#sender.messageAbandoned({ message, wasSent: true }, bytes + restLength);
  }

  /** Abandons all chunks of the message of this one; gives their bytes of user data. */
  #abandonChunks(chunk: SentChunk, message: OutboundMessage): number {
    const { sent, sacks, paths } = this.#parts;
    let first = chunk;
    for (let before = chunkBefore(sent, first); before?.message === message; before = chunkBefore(sent, first)) {
      first = before;
    }
    for (const path of paths.all) path.stopTiming(first.tsn);
    let bytes = 0;
    for (let next: SentChunk | undefined = first; next?.message === message; ) {
      bytes += next.userData.length;
      if (next.status === 'IN-FLIGHT') {
        next.path.dataLeft(next.size);
        sacks.left(next);
      }
      release(next);
      next = sent.get(serial32.add(next.tsn, 1));
    }
    return bytes;
  }
}

function chunkBefore(sent: SentChunks, { tsn }: SentChunk): SentChunk | undefined {
  return sent.get(serial32.add(tsn, -1));
}

/** Nobody asks for the chunk any more: the memory of its message is not held. */
function release(chunk: SentChunk): void {
  chunk.status = 'ABANDONED';
  chunk.message = undefined;
  chunk.userData = noData;
}
