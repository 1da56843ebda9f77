import type { Address } from '../address.ts';
import { address } from '../address.ts';
import { Association } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';
import { whyNotAcceptable } from '../association/init.ts';
import type { Transmit } from '../association/output.ts';
import type { StateCookie } from '../association/state-cookie.ts';
import { hasValidChecksum } from '../codec/checksum.ts';
import { type Chunk, ChunkReader, chunkTypes, type InitChunk } from '../codec/chunk.ts';
import { type CommonHeader, decodeCommonHeader, encodePacket } from '../codec/packet.ts';
import { DecodeError } from '../errors.ts';
import { Fifo } from '../fifo.ts';
import type { Options } from '../options.ts';
import { Path, type PathOptions } from '../path/path.ts';
import { PathSet } from '../path/path-set.ts';
import type { RandomSource } from '../random-source.ts';
import { answerInit, checkCookie, peerOf } from './acceptance.ts';
import { AssociationTable } from './association-table.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { noStatistics } from './endpoint-statistics.ts';
import { answerOutOfTheBlue, isTagReflected } from './out-of-the-blue.ts';

export interface EndpointOptions {
  readonly port: number;
  readonly options: Options;
  readonly random: RandomSource;
  /** Secrets for state cookies: the first signs, all are accepted. */
  readonly cookieKeys: readonly [Uint8Array, ...Uint8Array[]];
  /** Told to every peer (RFC 9260 §5.1.2); none for a single-homed endpoint. */
  readonly advertisedAddresses: readonly string[];
  /** Largest IP packet to this address, in bytes, where the options do not say. */
  readonly mtuTo: (ip: string) => number;
  /** Bytes between the IP and the SCTP header: 8 in UDP. */
  readonly encapsulationOverhead: number;
}

/** What an endpoint tells: an association that a peer has set up, or an event of one. */
export type EndpointEvent =
  | { readonly type: 'accepted'; readonly association: Association }
  | { readonly type: 'association'; readonly association: Association; readonly event: AssociationEvent };

/** One SCTP port and its associations, without I/O: see {@link Association} for how it is driven. */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #associations = new AssociationTable();
  readonly #deadlines = new DeadlineQueue<Association>();
  readonly #transmits = new Fifo<Transmit>();
  readonly #events = new Fifo<EndpointEvent>();
  /** Associations that may have packets to send. */
  readonly #transmitting = new Set<Association>();
  /** Associations that may have events. */
  readonly #reporting = new Set<Association>();
  #isAccepting = false;
  readonly statistics = noStatistics();

  constructor(options: EndpointOptions) {
    this.#options = options;
  }

  get port(): number {
    return this.#options.port;
  }

  get associations(): Iterable<Association> {
    return this.#associations;
  }

  get associationCount(): number {
    return this.#associations.size;
  }

  /** Whether peers may set up associations. */
  listen(isAccepting: boolean): void {
    this.#isAccepting = isAccepting;
  }

  /** Sets up an association with the peer at these addresses, the first one first (RFC 9260 §5.1 A). */
  connect(
    peerPort: number,
    addresses: readonly [Address, ...Address[]],
    localAddress: Address | undefined,
    now: number,
  ) {
    const [primary, ...others] = addresses.map((to) => new Path(to, this.#pathOptions(to.ip), 'UNCONFIRMED'));
    if (primary === undefined) throw new TypeError('connect takes one address or more');
    primary.localAddress = localAddress;
    const association = this.#create(
      peerPort,
      this.#freshTag(),
      this.#options.random.uint32(),
      new PathSet(primary, others),
    );
    association.connect(this.#options.advertisedAddresses, now);
    return association;
  }

  /** A packet from the network, of any quality; never throws. */
  receive(packet: Uint8Array, from: Address, to: Address | undefined, now: number): void {
    this.statistics.packetsReceived += 1;
    try {
      const header = decodeCommonHeader(packet);
      if (hasValidChecksum(packet)) this.#demultiplex(packet, header, from, to, now);
      else this.statistics.checksumErrors += 1;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.statistics.decodeErrors += 1;
    }
  }

  /** Handles all timers that have expired. */
  handleTimeout(now: number): void {
    for (let due = this.#deadlines.takeExpired(now); due !== undefined; due = this.#deadlines.takeExpired(now)) {
      due.handleTimeout(now);
      this.#touch(due);
    }
  }

  nextTransmit(now: number): Transmit | undefined {
    const transmit = this.#transmits.shift() ?? this.#nextOfAssociations(now);
    if (transmit !== undefined) this.statistics.packetsSent += 1;
    return transmit;
  }

  nextEvent(): EndpointEvent | undefined {
    const own = this.#events.shift();
    if (own !== undefined) return own;
    for (const association of this.#reporting) {
      const event = association.nextEvent();
      if (event !== undefined) return { type: 'association', association, event };
      this.#reporting.delete(association);
    }
    return undefined;
  }

  /** When to call `handleTimeout` at the latest. Drain the packets before asking: sending them sets timers. */
  nextTimeout(): number | undefined {
    return this.#deadlines.next;
  }

  #nextOfAssociations(now: number): Transmit | undefined {
    for (const association of this.#transmitting) {
      const transmit = association.nextTransmit(now);
      if (transmit !== undefined) return transmit;
      this.#transmitting.delete(association);
      this.#deadlines.set(association, association.nextTimeout());
      if (association.state === 'CLOSED') this.#associations.delete(association);
    }
    return undefined;
  }

  #demultiplex(packet: Uint8Array, header: CommonHeader, from: Address, to: Address | undefined, now: number): void {
    const reader = new ChunkReader(packet);
    const type = reader.peekType();
    const association = this.#associations.find(from.ip, header.sourcePort);
    if (type === chunkTypes.INIT) {
      this.#handleInit(reader, header, from, to, now);
    } else if (association !== undefined && this.#isTagRight(association, header, reader)) {
      association.receive(reader, from, to, now);
      this.#associations.set(association);
      this.#touch(association);
    } else if (type === chunkTypes['COOKIE ECHO']) {
      this.#handleCookieEcho(packet, header, from, to, now);
    } else if (association === undefined || this.#isOutOfTheBlue(association, type)) {
      this.#handleOutOfTheBlue(packet, header, from, to);
    } else {
      this.statistics.tagErrors += 1;
    }
  }

  /** §8.5 and §8.5.1: our tag; in ABORT and SHUTDOWN COMPLETE with the T bit, the peer's. */
  #isTagRight(association: Association, header: CommonHeader, reader: ChunkReader): boolean {
    const type = reader.peekType();
    if (this.#isOutOfTheBlue(association, type)) return false;
    const mayReflect = type === chunkTypes.ABORT || type === chunkTypes['SHUTDOWN COMPLETE'];
    if (!mayReflect || !isTagReflected(reader.peekFlags())) return header.verificationTag === association.localTag;
    return association.peerTag !== 0 && header.verificationTag === association.peerTag;
  }

  /** §8.5.1 E: SHUTDOWN ACK while an association is set up belongs to an earlier one. */
  #isOutOfTheBlue(association: Association, type: number): boolean {
    const isSettingUp = association.state === 'COOKIE-WAIT' || association.state === 'COOKIE-ECHOED';
    return isSettingUp && type === chunkTypes['SHUTDOWN ACK'];
  }

  #handleInit(reader: ChunkReader, header: CommonHeader, from: Address, to: Address | undefined, now: number): void {
    const init = reader.next();
    // §8.5.1 A: tag 0, and INIT alone.
    if (init.type !== 'INIT' || header.verificationTag !== 0 || reader.hasNext() || init.initiateTag === 0) {
      this.statistics.tagErrors += 1;
      return;
    }
    if (this.#associations.find(from.ip, header.sourcePort) !== undefined) return;
    const causes = whyNotAcceptable(init);
    if (!this.#isAccepting || causes.length > 0) {
      this.statistics.outOfTheBlues += 1;
      if (this.#options.options.outOfTheBlue === 'discard') return;
      this.#reply({ type: 'ABORT', isTagReflected: false, causes }, init.initiateTag, header, from, to);
      return;
    }
    this.#reply(this.#initAck(init, header, from, now), init.initiateTag, header, from, to);
  }

  #initAck(init: InitChunk, header: CommonHeader, from: Address, now: number): Chunk {
    const { options, random, cookieKeys, advertisedAddresses } = this.#options;
    const request = {
      init,
      from,
      localPort: this.port,
      peerPort: header.sourcePort,
      localTag: this.#freshTag(),
      initialTsn: random.uint32(),
      options,
      advertisedAddresses,
      cookieKey: cookieKeys[0],
    };
    return answerInit(request, now);
  }

  #handleCookieEcho(
    bytes: Uint8Array,
    header: CommonHeader,
    from: Address,
    to: Address | undefined,
    now: number,
  ): void {
    const chunk = new ChunkReader(bytes).next();
    if (chunk.type !== 'COOKIE ECHO') return;
    const packet = { localPort: this.port, peerPort: header.sourcePort, verificationTag: header.verificationTag };
    const verdict = checkCookie(chunk.cookie, packet, this.#options.cookieKeys, now);
    if (verdict.result === 'STALE') {
      const causes = [{ type: 'Stale Cookie', staleness: verdict.staleness }] as const;
      this.#reply({ type: 'ERROR', causes }, verdict.cookie.peerTag, header, from, to);
    } else if (verdict.result === 'VALID' && this.#isAccepting && !this.#isKnown(verdict.cookie)) {
      this.#accept(verdict.cookie, new ChunkReader(bytes), from, to, now);
    } else {
      this.statistics.cookieErrors += 1;
    }
  }

  /** Whether one of the peer's addresses stands for an association already. */
  #isKnown(cookie: StateCookie): boolean {
    return cookie.peerAddresses.some((ip) => this.#associations.find(ip, cookie.peerPort) !== undefined);
  }

  #accept(cookie: StateCookie, reader: ChunkReader, from: Address, to: Address | undefined, now: number): void {
    const [source = from.ip, ...others] = cookie.peerAddresses;
    const path = (ip: string, state: 'ACTIVE' | 'UNCONFIRMED') =>
      new Path(address(ip, from.udpPort), this.#pathOptions(ip), state);
    const paths = new PathSet(
      path(source, 'ACTIVE'),
      others.map((ip) => path(ip, 'UNCONFIRMED')),
    );
    const association = this.#create(cookie.peerPort, cookie.localTag, cookie.localInitialTsn, paths);
    this.#events.push({ type: 'accepted', association });
    association.accept(peerOf(cookie), now);
    association.receive(reader, from, to, now);
  }

  #handleOutOfTheBlue(packet: Uint8Array, header: CommonHeader, from: Address, to: Address | undefined): void {
    this.statistics.outOfTheBlues += 1;
    if (this.#options.options.outOfTheBlue === 'discard') return;
    const answer = answerOutOfTheBlue(packet);
    if (answer !== undefined) this.#reply(answer, header.verificationTag, header, from, to);
  }

  #reply(chunk: Chunk, verificationTag: number, header: CommonHeader, to: Address, from: Address | undefined): void {
    const packet = encodePacket({
      sourcePort: header.destinationPort,
      destinationPort: header.sourcePort,
      verificationTag,
      chunks: [chunk],
    });
    this.#transmits.push({ packet, to, from });
  }

  #create(peerPort: number, localTag: number, initialTsn: number, paths: PathSet): Association {
    const association: Association = new Association(
      {
        identity: { localPort: this.port, peerPort, localTag, initialTsn },
        options: this.#options.options,
        pathOptions: (ip) => this.#pathOptions(ip),
        random: this.#options.random,
        paths,
      },
      () => this.#touch(association),
    );
    this.#associations.set(association);
    this.#touch(association);
    return association;
  }

  #touch(association: Association): void {
    this.#transmitting.add(association);
    this.#reporting.add(association);
  }

  #pathOptions(ip: string): PathOptions {
    const { options, mtuTo, encapsulationOverhead } = this.#options;
    return { ...options, pmtu: options.pathMtu ?? mtuTo(ip), encapsulationOverhead };
  }

  /** Neither 0 nor in use at this endpoint (§5.3.1). */
  #freshTag(): number {
    for (;;) {
      const tag = this.#options.random.uint32();
      if (tag !== 0 && !this.#associations.hasTag(tag)) return tag;
    }
  }
}
