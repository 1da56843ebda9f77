import type { Address, Family } from '../address.ts';
import { Association } from '../association/association.ts';
import type { Transmit } from '../association/output.ts';
import { PacketWriters } from '../association/packet-writers.ts';
import { peerOf, type StateCookie } from '../association/state-cookie.ts';
import { hasValidChecksum } from '../codec/checksum.ts';
import { ChunkReader, chunkTypes } from '../codec/chunk.ts';
import { decodeCommonHeader } from '../codec/packet.ts';
import { DeadlineQueue } from '../deadline-queue.ts';
import { DecodeError, SctpError } from '../errors.ts';
import { Fifo } from '../fifo.ts';
import type { IcmpMessage } from '../icmp-message.ts';
import { checkCookieKeys } from '../options.ts';
import type { PathSet } from '../path/path-set.ts';
import { AssociationTable } from './association-table.ts';
import { CookieKeys } from './cookie-keys.ts';
import { DrainLines } from './drain-lines.ts';
import { EndpointCounting } from './endpoint-counting.ts';
import type { EndpointEvent } from './endpoint-event.ts';
import { type EndpointOptions, type PathOptionsTo, pathOptionsOf } from './endpoint-options.ts';
import type { EndpointStatistics } from './endpoint-statistics.ts';
import { LimitedReplies } from './limited-replies.ts';
import { acceptedPaths, calledPaths, type Destinations } from './new-paths.ts';
import { answerOutOfTheBlue } from './out-of-the-blue.ts';
import { findSender } from './quoted-packet.ts';
import { findReceiver, packetOfAssociation, type ReceivedPacket } from './received-packet.ts';
import { SetUpResponder } from './set-up-responder.ts';
import { UnicastAddresses } from './unicast-addresses.ts';
import { isOfAssociation, isOfEarlierAssociation } from './verification-tag.ts';

/**
 * One SCTP port and its associations, without I/O. After any input (`receive`, `receiveIcmp`, `handleTimeout`) and any
 * command, also one of an association, drain `nextTransmit` and `nextEvent`, and ask for `nextTimeout` again.
 */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #associations = new AssociationTable();
  readonly #deadlines = new DeadlineQueue<Association>();
  readonly #transmits = new Fifo<Transmit>();
  readonly #events = new Fifo<EndpointEvent>();
  readonly #lines = new DrainLines();
  readonly #families: readonly Family[];
  readonly #cookieKeys: CookieKeys;
  readonly #replies: LimitedReplies;
  readonly #setUp: SetUpResponder;
  readonly #counting = new EndpointCounting();
  readonly #unicast = new UnicastAddresses();
  readonly #packetWriters: PacketWriters;
  readonly #pathOptions: PathOptionsTo;

  /** There may be something to drain. */
  readonly #touch = (association: Association): void => this.#lines.touch(association);

  /** Peers cannot set up associations before `listen`. */
  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#pathOptions = pathOptionsOf(options);
    this.#packetWriters = new PacketWriters(options.reusesPackets ?? false);
    this.#families = options.addressFamilies ?? [4, 6];
    this.#cookieKeys = new CookieKeys(options.options, options.random);
    this.#replies = new LimitedReplies(options.options.answersPerSecond, this.#counting.counters);
    this.#setUp = new SetUpResponder({
      options,
      families: this.#families,
      associations: this.#associations,
      counters: this.#counting.counters,
      cookieKeys: this.#cookieKeys,
      replies: this.#replies,
    });
  }

  /** SCTP port of all its associations. */
  get port(): number {
    return this.#options.port;
  }

  /** Those that have not ended. */
  get associations(): Iterable<Association> {
    return this.#associations;
  }

  /** How many associations have not ended. */
  get associationCount(): number {
    return this.#associations.size;
  }

  /** What has been counted until now (RFC 3873 sctpStats), in time linear in the number of associations. */
  statistics(): EndpointStatistics {
    return this.#counting.statistics(this.#associations);
  }

  /** Whether peers may set up associations. */
  listen(isAccepting: boolean): void {
    this.#setUp.listen(isAccepting);
  }

  /**
   * Takes these secrets for state cookies from now on: the first signs, all are accepted (RFC 9260 §5.1.3).
   * @throws TypeError, or RangeError for a key that is too short.
   */
  setCookieKeys(keys: readonly Uint8Array[]): void {
    this.#cookieKeys.replace(checkCookieKeys(keys));
  }

  /**
   * Sets up an association with the peer at these addresses, the first one first (RFC 9260 §5.1 A).
   * @throws SctpError `ERR_SCTP_CONNECT_FAILED` when there is one with that peer already.
   */
  connect(peerPort: number, addresses: Destinations, localAddress: Address | undefined, now: number): Association {
    const taken = addresses.find(({ ip }) => this.#associations.find(ip, peerPort) !== undefined);
    if (taken !== undefined) {
      const peer = `${taken.ip}, port ${peerPort}`;
      throw new SctpError('ERR_SCTP_CONNECT_FAILED', `port ${this.port} has an association with ${peer} already`);
    }
    const tag = this.#associations.freshTag(this.#options.random);
    const paths = calledPaths(addresses, localAddress, this.#pathOptions);
    const association = this.#create(peerPort, tag, this.#options.random.uint32(), paths);
    this.#counting.called(association);
    association.connect(this.#options.advertisedAddresses, now);
    return association;
  }

  /**
   * A packet from the network, of any quality; never throws. True when nothing but an acknowledgement comes of it: who has
   * more packets at hand may give up to three of them, too, before the outputs are drained. `packet` is used during the
   * call only, unless the option `keepsPackets` says otherwise.
   */
  receive(packet: Uint8Array, from: Address, to: Address | undefined, now: number): boolean {
    this.#counting.packetReceived(packet.length);
    try {
      const header = decodeCommonHeader(packet);
      if (hasValidChecksum(packet)) return this.#demultiplex({ bytes: packet, header, from, to }, now);
      this.#counting.counters.checksumErrors += 1;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#counting.counters.decodeErrors += 1;
    }
    return false;
  }

  /** ICMP says something of a packet that came from this endpoint, or is said to have (§10). */
  receiveIcmp({ quoted, ...report }: IcmpMessage, now: number): void {
    const sent = findSender(this.#associations, this.port, quoted);
    if (sent === undefined) {
      this.#counting.counters.icmpErrors += 1;
      return;
    }
    this.#counting.counters.icmpMessages += 1;
    const { association, isInit } = sent;
    association.receiveIcmp({ report, ip: quoted.destination.ip, length: quoted.length, isInit }, now);
    this.#touch(association);
  }

  /** Handles all timers that have expired. */
  handleTimeout(now: number): void {
    for (let due = this.#deadlines.takeExpired(now); due !== undefined; due = this.#deadlines.takeExpired(now)) {
      due.handleTimeout(now);
      this.#touch(due);
    }
  }

  /** The next packet to send; undefined when there is none. */
  nextTransmit(now: number): Transmit | undefined {
    const transmit = this.#transmits.shift() ?? this.#nextOfAssociations(now);
    if (transmit !== undefined) this.#counting.packetSent(transmit.packet.length);
    return transmit;
  }

  /** The next thing that has happened; undefined when there is none. */
  nextEvent(): EndpointEvent | undefined {
    const own = this.#events.shift();
    if (own !== undefined) return own;
    const lines = this.#lines;
    for (let association = lines.reporting; association !== undefined; association = lines.reporting) {
      const event = association.nextEvent();
      if (event !== undefined) {
        this.#counting.happened(association, event);
        return { type: 'association', association, event };
      }
      lines.reported();
    }
    return undefined;
  }

  /** When to call `handleTimeout` at the latest. Drain the packets before asking: sending them sets timers. */
  nextTimeout(): number | undefined {
    return this.#deadlines.next;
  }

  #nextOfAssociations(now: number): Transmit | undefined {
    const lines = this.#lines;
    for (let association = lines.transmitting; association !== undefined; association = lines.transmitting) {
      const transmit = association.nextTransmit(now);
      if (association.hasEvents) lines.report(association);
      if (transmit !== undefined) return transmit;
      lines.transmitted();
      this.#deadlines.set(association, association.nextTimeout());
      if (association.state === 'CLOSED' && this.#associations.delete(association)) {
        this.#counting.forgotten(association);
      }
    }
    return undefined;
  }

  #demultiplex(packet: ReceivedPacket, now: number): boolean {
    const { bytes, header, from, to } = packet;
    const reader = new ChunkReader(bytes);
    const type = reader.peekType();
    // Packets to other ports come when nobody has these (`outOfTheBlue: 'abort'`).
    const association =
      header.destinationPort === this.port ? findReceiver(this.#associations, packet, type) : undefined;
    if (!this.#unicast.areBoth(from, to) || header.sourcePort === 0) {
      this.#counting.counters.outOfBlues += 1; // §8.4 rule 1, §3.1: never answered
    } else if (type === chunkTypes.INIT) {
      this.#reply(this.#setUp.handleInit(packet, now));
    } else if (header.verificationTag === 0) {
      this.#counting.counters.tagErrors += 1; // §8.5.1 A
    } else if (type === chunkTypes['COOKIE ECHO']) {
      this.#handleCookieEcho(packet, now);
    } else if (association !== undefined && isOfAssociation(association, header, reader)) {
      return this.#deliver(association, reader, packet, now);
    } else if (association === undefined || isOfEarlierAssociation(association, type)) {
      this.#handleOutOfTheBlue(packet, now);
    } else {
      this.#counting.counters.tagErrors += 1;
    }
    return false;
  }

  #deliver(association: Association, reader: ChunkReader, packet: ReceivedPacket, now: number): boolean {
    try {
      return association.receive(packetOfAssociation(packet, reader), now);
    } finally {
      // Also when a chunk was malformed: what came before it has been handled.
      this.#associations.set(association);
      this.#touch(association);
    }
  }

  #handleCookieEcho(packet: ReceivedPacket, now: number): void {
    this.#counting.counters.inCtrlChunks += 1;
    const outcome = this.#setUp.handleCookieEcho(packet, now);
    if (outcome.result === 'REFUSED') this.#reply(outcome.answer);
    if (outcome.result !== 'ACCEPTED' && outcome.result !== 'EXISTING') return;
    const isNew = outcome.result === 'ACCEPTED';
    const association = isNew ? this.#accept(outcome.cookie, packet, now) : outcome.association;
    if (!isNew) association.takeCookie(outcome.cookie, packet.from, now);
    // In SHUTDOWN-ACK-SENT a restart comes to nothing (§5.2.4 A): what is behind the cookie is for another association.
    if (association.localTag !== packet.header.verificationTag) return;
    const reader = new ChunkReader(packet.bytes);
    reader.nextBytes();
    this.#deliver(association, reader, packet, now);
  }

  #accept(cookie: StateCookie, { from }: ReceivedPacket, now: number): Association {
    const { peerPort, localTag, localInitialTsn } = cookie;
    const paths = acceptedPaths(cookie, from, this.#pathOptions);
    const association = this.#create(peerPort, localTag, localInitialTsn, paths);
    this.#events.push({ type: 'accepted', association });
    this.#counting.accepted();
    association.accept(peerOf(cookie), now);
    return association;
  }

  #handleOutOfTheBlue(packet: ReceivedPacket, now: number): void {
    this.#counting.counters.outOfBlues += 1;
    if (this.#options.options.outOfTheBlue === 'discard') return;
    const answer = answerOutOfTheBlue(packet.bytes);
    if (answer !== undefined) this.#reply(this.#replies.replyTo(packet, answer, packet.header.verificationTag, now));
  }

  #reply(answer: Transmit | undefined): void {
    if (answer === undefined) return;
    this.#counting.counters.outCtrlChunks += 1;
    this.#transmits.push(answer);
  }

  #create(peerPort: number, localTag: number, initialTsn: number, paths: PathSet): Association {
    const { options, random, keepsPackets = false, observes = () => false } = this.#options;
    const association = new Association(
      {
        identity: { localPort: this.port, peerPort, localTag, initialTsn },
        options,
        pathOptions: this.#pathOptions,
        families: this.#families,
        tellsAddresses: this.#options.advertisedAddresses.length > 0,
        random,
        paths,
        observes,
        keepsPackets,
        packetWriters: this.#packetWriters,
      },
      this.#touch,
    );
    this.#associations.set(association);
    this.#touch(association);
    return association;
  }
}
