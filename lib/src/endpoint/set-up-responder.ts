import { whyNotAcceptable } from '../association/init.ts';
import type { Transmit } from '../association/output.ts';
import type { StateCookie } from '../association/state-cookie.ts';
import { ChunkReader, type InitAckChunk, type InitChunk } from '../codec/chunk.ts';
import { answerInit, checkCookie } from './acceptance.ts';
import type { AssociationTable } from './association-table.ts';
import type { EndpointOptions } from './endpoint.ts';
import type { EndpointStatistics } from './endpoint-statistics.ts';
import { type ReceivedPacket, replyTo } from './received-packet.ts';

/** What a COOKIE ECHO of no association comes to. */
export type CookieEchoOutcome =
  | { readonly result: 'ACCEPTED'; readonly cookie: StateCookie }
  | { readonly result: 'REFUSED'; readonly answer: Transmit }
  | { readonly result: 'DISCARDED' };

const discarded: CookieEchoOutcome = { result: 'DISCARDED' };

/** Answers peers that set up associations, and keeps nothing of them (RFC 9260 §5.1 B, §5.1.5). */
export class SetUpResponder {
  readonly #options: EndpointOptions;
  readonly #associations: AssociationTable;
  readonly #statistics: EndpointStatistics;
  #isAccepting = false;

  constructor(options: EndpointOptions, associations: AssociationTable, statistics: EndpointStatistics) {
    this.#options = options;
    this.#associations = associations;
    this.#statistics = statistics;
  }

  /** Whether peers may set up associations. */
  listen(isAccepting: boolean): void {
    this.#isAccepting = isAccepting;
  }

  /** The answer to a packet that begins with INIT, when it gets one. */
  handleInit(packet: ReceivedPacket, now: number): Transmit | undefined {
    const { header, from, bytes } = packet;
    const reader = new ChunkReader(bytes);
    const init = reader.next();
    // §8.5.1 A: tag 0, and INIT alone.
    if (init.type !== 'INIT' || header.verificationTag !== 0 || reader.hasNext() || init.initiateTag === 0) {
      this.#statistics.tagErrors += 1;
      return undefined;
    }
    // Another port's packets come here when nobody has that port (`outOfTheBlue: 'abort'`).
    const isForUs = header.destinationPort === this.#options.port;
    if (isForUs && this.#associations.find(from.ip, header.sourcePort) !== undefined) return undefined;
    const causes = whyNotAcceptable(init);
    if (isForUs && this.#isAccepting && causes.length === 0) {
      return replyTo(packet, this.#initAck(packet, init, now), init.initiateTag);
    }
    this.#statistics.outOfTheBlues += 1;
    if (this.#options.options.outOfTheBlue === 'discard') return undefined;
    return replyTo(packet, { type: 'ABORT', isTagReflected: false, causes }, init.initiateTag);
  }

  /** Judges a packet that begins with COOKIE ECHO and is of no association. */
  handleCookieEcho(packet: ReceivedPacket, now: number): CookieEchoOutcome {
    const { bytes, header } = packet;
    const chunk = new ChunkReader(bytes).next();
    if (chunk.type !== 'COOKIE ECHO') return discarded;
    const ends = {
      localPort: header.destinationPort,
      peerPort: header.sourcePort,
      verificationTag: header.verificationTag,
    };
    const verdict = checkCookie(chunk.cookie, ends, this.#options.cookieKeys, now);
    if (verdict.result === 'STALE') {
      const causes = [{ type: 'Stale Cookie', staleness: verdict.staleness }] as const;
      return { result: 'REFUSED', answer: replyTo(packet, { type: 'ERROR', causes }, verdict.cookie.peerTag) };
    }
    if (verdict.result === 'VALID' && !this.#isKnown(verdict.cookie)) {
      if (this.#isAccepting) return { result: 'ACCEPTED', cookie: verdict.cookie };
      // §5.1: the peer has a cookie, but we take associations no longer.
      const abort = { type: 'ABORT', isTagReflected: false, causes: [{ type: 'Out of Resource' }] } as const;
      return { result: 'REFUSED', answer: replyTo(packet, abort, verdict.cookie.peerTag) };
    }
    this.#statistics.cookieErrors += 1;
    return discarded;
  }

  #initAck({ header, from }: ReceivedPacket, init: InitChunk, now: number): InitAckChunk {
    const { port, options, random, cookieKeys, advertisedAddresses } = this.#options;
    const request = {
      init,
      from,
      localPort: port,
      peerPort: header.sourcePort,
      localTag: this.#associations.freshTag(random),
      initialTsn: random.uint32(),
      options,
      advertisedAddresses,
      cookieKey: cookieKeys[0],
    };
    return answerInit(request, now);
  }

  /** Whether one of the peer's addresses stands for an association already. */
  #isKnown(cookie: StateCookie): boolean {
    return cookie.peerAddresses.some((ip) => this.#associations.find(ip, cookie.peerPort) !== undefined);
  }
}
