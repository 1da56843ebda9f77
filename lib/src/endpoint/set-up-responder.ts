import type { Family } from '../address.ts';
import type { Association } from '../association/association.ts';
import { readParameters, whyNotAcceptable } from '../association/init.ts';
import type { Transmit } from '../association/output.ts';
import { peerAddresses } from '../association/peer-addresses.ts';
import type { StateCookie } from '../association/state-cookie.ts';
import type { UnexpectedInitAnswer } from '../association/unexpected-init.ts';
import { type Chunk, ChunkReader, chunkTypes, type InitChunk } from '../codec/chunk.ts';
import { answerInit, checkCookie } from './acceptance.ts';
import type { AssociationTable } from './association-table.ts';
import type { CookieKeys } from './cookie-keys.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import type { EndpointCounters } from './endpoint-statistics.ts';
import type { LimitedReplies } from './limited-replies.ts';
import { type ReceivedPacket, replyTo } from './received-packet.ts';

/** What a COOKIE ECHO comes to. */
export type CookieEchoOutcome =
  | { readonly result: 'ACCEPTED'; readonly cookie: StateCookie }
  /** It is of an association that exists (RFC 9260 §5.2.4). */
  | { readonly result: 'EXISTING'; readonly cookie: StateCookie; readonly association: Association }
  /** Without an answer where there were too many. */
  | { readonly result: 'REFUSED'; readonly answer: Transmit | undefined }
  | { readonly result: 'DISCARDED' };

/** What a responder works with; all of it belongs to its endpoint. */
export interface SetUpResponderOptions {
  readonly options: EndpointOptions;
  /** Families of addresses that can be sent to. */
  readonly families: readonly Family[];
  readonly associations: AssociationTable;
  readonly counters: EndpointCounters;
  readonly cookieKeys: CookieKeys;
  readonly replies: LimitedReplies;
}

type InitAckAnswer = Extract<UnexpectedInitAnswer, { readonly result: 'INIT ACK' }>;

const noAssociation = { own: undefined, tieTags: { local: 0, peer: 0 } };
const discarded: CookieEchoOutcome = { result: 'DISCARDED' };

/** Answers peers that set up associations, and keeps nothing of them (RFC 9260 §5.1 B, §5.1.5). */
export class SetUpResponder {
  readonly #options: EndpointOptions;
  readonly #families: readonly Family[];
  readonly #associations: AssociationTable;
  readonly #counters: EndpointCounters;
  readonly #cookieKeys: CookieKeys;
  readonly #replies: LimitedReplies;
  #isAccepting = false;

  constructor({ options, families, associations, counters, cookieKeys, replies }: SetUpResponderOptions) {
    this.#options = options;
    this.#families = families;
    this.#associations = associations;
    this.#counters = counters;
    this.#cookieKeys = cookieKeys;
    this.#replies = replies;
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
      this.#counters.tagErrors += 1;
      return undefined;
    }
    this.#counters.inCtrlChunks += 1;
    // Another port's packets come here when nobody has that port (`outOfTheBlue: 'abort'`).
    const isForUs = header.destinationPort === this.#options.port;
    const causes = whyNotAcceptable(init);
    if (isForUs && causes.length === 0) {
      const listed = readParameters(init.parameters).addresses;
      const limits = { ...this.#options.options, families: this.#families, tellsAddresses: true };
      const existing = this.#associations.findAny(peerAddresses(from, listed, limits), header.sourcePort);
      if (existing !== undefined) return this.#answerUnexpected(packet, init, existing, now);
      if (this.#isAccepting && this.#hasRoom) {
        return this.#initAck(packet, init, { ...noAssociation, to: from }, now);
      }
      if (this.#isAccepting) causes.push({ type: 'Out of Resource' });
    }
    this.#counters.outOfBlues += 1;
    if (this.#options.options.outOfTheBlue === 'discard') return undefined;
    return this.#replies.replyTo(packet, { type: 'ABORT', isTagReflected: false, causes }, init.initiateTag, now);
  }

  /** Judges a packet that begins with COOKIE ECHO. */
  handleCookieEcho(packet: ReceivedPacket, now: number): CookieEchoOutcome {
    const { bytes, header } = packet;
    const chunk = new ChunkReader(bytes).next();
    if (chunk.type !== 'COOKIE ECHO') return discarded;
    const ends = {
      localPort: header.destinationPort,
      peerPort: header.sourcePort,
      verificationTag: header.verificationTag,
    };
    const verdict = checkCookie(chunk.cookie, ends, this.#cookieKeys.ring(now), now);
    // Replicas may share their keys, and not their ports.
    if (verdict.result === 'INVALID' || header.destinationPort !== this.#options.port) return this.#discardCookie();
    const association = this.#associations.findAny(verdict.cookie.peerAddresses, verdict.cookie.peerPort);
    const action = association?.actionOf(verdict.cookie);
    // §5.2.4 step 3: the cookie that the association was made from is good for ever.
    if (verdict.result === 'STALE' && action !== 'DUPLICATE') {
      const causes = [{ type: 'Stale Cookie', staleness: verdict.staleness }] as const;
      return this.#refuseCookie(packet, verdict.cookie, { type: 'ERROR', causes }, now);
    }
    if (association !== undefined) {
      if (action === 'DISCARD') return this.#discardCookie();
      return { result: 'EXISTING', cookie: verdict.cookie, association };
    }
    if (this.#isAccepting && this.#hasRoom) return { result: 'ACCEPTED', cookie: verdict.cookie };
    // §5.1: the peer has a cookie, but we take associations no longer.
    const abort = { type: 'ABORT', isTagReflected: false, causes: [{ type: 'Out of Resource' }] } as const;
    return this.#refuseCookie(packet, verdict.cookie, abort, now);
  }

  get #hasRoom(): boolean {
    return this.#associations.size < this.#options.options.maxAssociations;
  }

  /** Without a limit where INIT ACK went to: who has its cookie has not forged that address (§5.1.5 step 4). */
  #refuseCookie(packet: ReceivedPacket, cookie: StateCookie, chunk: Chunk, now: number): CookieEchoOutcome {
    if (hasAbort(packet.bytes)) return discarded;
    const isFromCaller = packet.from.ip === cookie.peerAddresses[0];
    const answer = isFromCaller
      ? replyTo(packet, chunk, cookie.peerTag)
      : this.#replies.replyTo(packet, chunk, cookie.peerTag, now);
    return { result: 'REFUSED', answer };
  }

  #discardCookie(): CookieEchoOutcome {
    this.#counters.cookieErrors += 1;
    return discarded;
  }

  /** §5.2.1 and §5.2.2: also an association answers without changing. */
  #answerUnexpected(
    packet: ReceivedPacket,
    init: InitChunk,
    association: Association,
    now: number,
  ): Transmit | undefined {
    const answer = association.answerInit(init, packet.from);
    switch (answer.result) {
      case 'INIT ACK':
        return this.#initAck(packet, init, answer, now);
      case 'ABORT':
        return this.#replies.replyTo(
          packet,
          { type: 'ABORT', isTagReflected: false, causes: answer.causes },
          init.initiateTag,
          now,
        );
      case 'NONE':
        return undefined;
    }
  }

  #initAck(
    packet: ReceivedPacket,
    init: InitChunk,
    { own, tieTags, to }: Omit<InitAckAnswer, 'result'>,
    now: number,
  ): Transmit {
    const { header, from } = packet;
    const { port, options, random, advertisedAddresses } = this.#options;
    const request = {
      init,
      from,
      to,
      families: this.#families,
      localPort: port,
      peerPort: header.sourcePort,
      localTag: own?.localTag ?? this.#associations.freshTag(random),
      initialTsn: own?.initialTsn ?? random.uint32(),
      tieTags,
      options,
      advertisedAddresses,
      cookieKey: this.#cookieKeys.ring(now)[0],
    };
    return replyTo({ ...packet, from: to }, answerInit(request, now), init.initiateTag);
  }
}

/** Whether there is an ABORT in the packet, which is not answered then (§9.1). */
function hasAbort(packet: Uint8Array): boolean {
  for (const reader = new ChunkReader(packet); reader.hasNext(); reader.nextBytes()) {
    if (reader.peekType() === chunkTypes.ABORT) return true;
  }
  return false;
}
