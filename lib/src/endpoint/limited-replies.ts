import type { Transmit } from '../association/output.ts';
import type { Chunk } from '../codec/chunk.ts';
import type { EndpointCounters } from './endpoint-statistics.ts';
import { type ReceivedPacket, replyTo } from './received-packet.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * Answers senders of whom nothing is known: refusals, and what RFC 9260 §8.4 has for packets out of the blue. There are
 * not more of them than `answersPerSecond`, as whoever forges source addresses chooses who gets them (§12.2.4).
 */
export class LimitedReplies {
  readonly #bucket: TokenBucket;
  readonly #counters: EndpointCounters;

  constructor(answersPerSecond: number, counters: EndpointCounters) {
    this.#bucket = new TokenBucket(answersPerSecond);
    this.#counters = counters;
  }

  /** The packet that answers with this chunk; undefined, and counted, where there were too many. */
  replyTo(packet: ReceivedPacket, chunk: Chunk, verificationTag: number, now: number): Transmit | undefined {
    if (this.#bucket.take(now)) return replyTo(packet, chunk, verificationTag);
    this.#counters.answersSuppressed += 1;
    return undefined;
  }
}
