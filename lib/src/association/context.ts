import type { Address, Family } from '../address.ts';
import { type Chunk, chunkLength } from '../codec/chunk.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import { paddedLength } from '../codec/tlv.ts';
import type { SctpError } from '../errors.ts';
import { Fifo } from '../fifo.ts';
import type { Options } from '../options.ts';
import type { Path, PathOptions } from '../path/path.ts';
import type { PathSet } from '../path/path-set.ts';
import type { PathSettings } from '../path-settings.ts';
import type { RandomSource } from '../random-source.ts';
import type { FailedMessage, OutboundMessage, SenderReports } from '../sending/outbound-message.ts';
import { SparseMap } from '../sparse-map.ts';
import { noTraffic } from '../traffic-counters.ts';
import type { AssociationEvent } from './event.ts';
import type { LocalIdentity, TieTags } from './identity.ts';
import type { Observation, ObservationTopic } from './observation.ts';
import type { PacketWriters } from './packet-writers.ts';
import type { AddressLimits } from './peer-addresses.ts';
import type { ProtocolUnreachable } from './protocol-unreachable.ts';
import { controlOf, type State } from './state.ts';
import { VerificationSlots } from './verification-slots.ts';

/** Bytes that answers leave free for what the state demands behind them: SHUTDOWN or SHUTDOWN ACK. */
const longestMandatoryAnswer = 8;

/** A chunk that waits to be sent, and where to. */
export interface OutgoingChunk {
  readonly chunk: Chunk;
  readonly path: Path;
  /** Tag of its packet where that is not the peer's. */
  readonly verificationTag: number;
  /** Length that its packet, which it has to itself, is brought to by PAD; undefined without PAD. */
  readonly paddedLength: number | undefined;
  /** Whether it goes again as T1 or T2 has expired. */
  readonly isRetransmission: boolean;
}

export interface ContextOptions {
  readonly identity: LocalIdentity;
  readonly options: Options;
  readonly pathOptions: (ip: string) => PathOptions;
  readonly families: readonly Family[];
  /** Whether the peer is told addresses of ours; else it knows the one that packets come from. */
  readonly tellsAddresses: boolean;
  readonly random: RandomSource;
  readonly paths: PathSet;
  readonly state: State;
  /** Whether observations of this topic are wanted now. */
  readonly observes: (topic: ObservationTopic) => boolean;
  /** Whether packets that were received may be kept: nothing else uses their bytes; default false. */
  readonly keepsPackets?: boolean;
  /** What packets are built with; default: writers of its own. */
  readonly packetWriters?: PacketWriters;
}

/** What the procedures of one association work on: its state goes in and changes, all output goes through here. */
export class AssociationContext implements SenderReports {
  readonly options: Options;
  readonly random: RandomSource;
  /** Families of addresses that can be sent to. */
  readonly families: readonly Family[];
  /** Whether the peer is told addresses of ours; else it knows the one that packets come from. */
  readonly tellsAddresses: boolean;
  /** Whether packets that were received may be kept. */
  readonly keepsPackets: boolean;
  readonly outgoing = new Fifo<OutgoingChunk>();
  readonly events = new Fifo<AssociationEvent>();
  readonly counters = noTraffic();
  identity: LocalIdentity;
  /** Whether observations of this topic are wanted now. */
  readonly observes: (topic: ObservationTopic) => boolean;
  paths: PathSet;
  /** What ICMP has said of the peer's host, while that may be wrong. */
  protocolUnreachable: ProtocolUnreachable | undefined;
  /** When it was last established. */
  startTime: number | undefined;
  /** Where the last DATA came from, and so where SACKs go (§6.7). */
  lastDataPath: Path | undefined;
  /** Whether the user has asked for the end: also a peer that restarts meanwhile is to be shut down. */
  isShutdownRequested = false;
  /** Transmissions in a row that the peer did not answer (§8.1). */
  errorCount = 0;
  readonly #pathOptions: (ip: string) => PathOptions;
  #verificationSlots: VerificationSlots | undefined;
  /** What the user has set for each address: it outlives a restart. */
  readonly #pathSettings = new SparseMap<string, PathSettings>();
  #state: State;
  #peerTag = 0;
  #tieTags: TieTags | undefined;
  #hasPacketAtHand = false;
  /** Bytes of chunks that the packet at hand has been answered with so far, and where they go. */
  #answeredBytes = 0;
  #answeredPath: Path | undefined;

  constructor(contextOptions: ContextOptions) {
    const { identity, options, pathOptions, families, tellsAddresses, random, paths, state, observes } = contextOptions;
    this.identity = identity;
    this.options = options;
    this.#pathOptions = pathOptions;
    this.families = families;
    this.tellsAddresses = tellsAddresses;
    this.keepsPackets = contextOptions.keepsPackets ?? false;
    this.random = random;
    this.paths = paths;
    this.#state = state;
    this.observes = observes;
  }

  get state(): State {
    return this.#state;
  }

  set state(state: State) {
    this.#enter(state, undefined);
  }

  /** Which addresses of the peer can be used, and how many are. */
  get addressLimits(): AddressLimits {
    const { families, tellsAddresses, options } = this;
    return { families, tellsAddresses, maxPeerAddresses: options.maxPeerAddresses };
  }

  /** The turns of addresses that are to be confirmed. */
  get verificationSlots(): VerificationSlots {
    const { heartbeatMaxBurst, rtoInitial } = this.options;
    this.#verificationSlots ??= new VerificationSlots(heartbeatMaxBurst, rtoInitial);
    return this.#verificationSlots;
  }

  /** How a path to this IP address is set up. */
  pathOptions(ip: string): PathOptions {
    const [options, settings] = [this.#pathOptions(ip), this.#pathSettings.get(ip)];
    return settings === undefined ? options : { ...options, settings };
  }

  /** 0 while it is unknown. */
  get peerTag(): number {
    return this.#peerTag;
  }

  learnPeerTag(peerTag: number): void {
    this.#peerTag = peerTag;
  }

  /** Made when they are first asked for; never 0. */
  get tieTags(): TieTags {
    this.#tieTags ??= { local: this.random.uint32() || 1, peer: this.random.uint32() || 1 };
    return this.#tieTags;
  }

  /** The peer has restarted: nothing of the association is left but its ports and its user. */
  becomeNew(identity: Pick<LocalIdentity, 'localTag' | 'initialTsn'>, paths: PathSet): void {
    this.identity = { ...this.identity, ...identity };
    this.paths = paths;
    this.lastDataPath = undefined;
    this.protocolUnreachable = undefined;
    this.#tieTags = undefined;
    this.errorCount = 0;
  }

  /** Where to answer what came from this address: back, unless that has yet to be confirmed (§5.4). */
  answerPath(from: Address): Path {
    const path = this.paths.find(from.ip);
    return path?.isConfirmed ? path : this.paths.current;
  }

  /** Sends a chunk in a packet with the peer's tag, or the one given. Before the tag is known, only INIT goes out. */
  transmit(chunk: Chunk, path: Path, verificationTag: number = this.#peerTag): void {
    if (verificationTag === 0 && chunk.type !== 'INIT') return;
    this.#queue(chunk, path, verificationTag, false);
    if (!this.#hasPacketAtHand) return;
    this.#answeredBytes += paddedLength(chunkLength(chunk));
    this.#answeredPath = path;
  }

  /** Sends again a chunk that was not answered before T1 or T2 expired. */
  retransmit(chunk: Chunk, path: Path, verificationTag: number = this.#peerTag): void {
    this.#queue(chunk, path, verificationTag, true);
    this.tellOfRetransmission(chunk.type, 'TIMEOUT', path);
  }

  /** Tells who watches that a chunk goes again, which was lost on this path. */
  tellOfRetransmission(chunk: Chunk['type'], cause: 'TIMEOUT' | 'SACK', { address, rto }: Path): void {
    if (this.observes('retransmission')) {
      this.observed({ topic: 'retransmission', chunk, cause, address: address.ip, rto });
    }
  }

  /** Sends a chunk alone, in a packet that PAD brings to this length, also where that is more than the path's. */
  transmitPadded(chunk: Chunk, path: Path, paddedLength: number): void {
    const isRetransmission = false;
    this.outgoing.push({ chunk, path, verificationTag: this.#peerTag, paddedLength, isRetransmission });
  }

  /** A packet is to be handled: what it asks to be answered may fill one packet, not more (§12.4). */
  beginAnswers(): void {
    this.#hasPacketAtHand = true;
  }

  /** The packet has been handled: what is sent from now on is no answer to it. */
  endAnswers(): void {
    this.#hasPacketAtHand = false;
    this.#answeredBytes = 0;
    this.#answeredPath = undefined;
  }

  /** Sends an answer to the packet at hand that is left out where it would make a second packet of answers (§12.4). */
  answer(chunk: Chunk, path: Path): void {
    const length = this.#answeredBytes + paddedLength(chunkLength(chunk));
    const isFirst = this.#answeredBytes === 0;
    const fits = path === this.#answeredPath && length <= path.pmdcs - longestMandatoryAnswer;
    if (isFirst || fits) this.transmit(chunk, path);
  }

  /** Where a chunk goes that goes anywhere: along with what the packet at hand has been answered with (§12.4). */
  get sharedPath(): Path {
    return this.#answeredPath?.isConfirmed ? this.#answeredPath : this.paths.current;
  }

  /**
   * Where SACKs go, also along with other chunks: back to where the data came from (§6.4, §6.7), if that works, as a peer
   * may send from an address that it does not get at.
   */
  get sackPath(): Path {
    return this.lastDataPath?.state === 'ACTIVE' ? this.lastDataPath : this.paths.current;
  }

  /** Tells the peer what is wrong with the packet at hand. */
  report(cause: ErrorCause, path: Path): void {
    this.answer({ type: 'ERROR', causes: [cause] }, path);
  }

  /** Drops what waits to be sent: a packet with ABORT is not answered (§9.1). */
  dropOutgoing(): void {
    while (this.outgoing.length > 0) this.outgoing.shift();
  }

  /** Hands on an observation of a topic that is wanted. */
  observed(observation: Observation): void {
    this.events.push({ type: 'observation', observation });
  }

  emit(event: AssociationEvent): void {
    if (event.type === 'acknowledged') this.counters.messagesAcknowledged += 1;
    if (event.type === 'sendFailed') this.counters.messagesFailed += 1;
    this.events.push(event);
  }

  messageAbandoned({ message, wasSent }: FailedMessage): void {
    this.emit({ type: 'sendFailed', message, wasSent, isAbandoned: true });
  }

  messageSent(message: OutboundMessage): void {
    this.emit({ type: 'sent', message });
  }

  /** Enters CLOSED: reports what was not delivered, then the end. */
  close(error: SctpError | undefined): void {
    if (this.state.name === 'CLOSED') return;
    const control = controlOf(this.state);
    const failed: FailedMessage[] = control?.sender.abandon() ?? [];
    control?.receiver.end();
    this.#enter({ name: 'CLOSED', receiver: control?.receiver }, error);
    for (const { message, wasSent } of failed) this.emit({ type: 'sendFailed', message, wasSent, isAbandoned: false });
    this.emit({ type: 'closed', error });
  }

  /** The association is established, with the paths that there are. */
  established(now: number): void {
    this.startTime = now;
    for (const path of this.paths.all) path.startTime ??= now;
    this.peerAnswered();
  }

  /** Has paths to this address have these settings, also after a restart. */
  keepSettings(path: Path, settings: PathSettings): void {
    this.#pathSettings.set(path.address.ip, settings);
  }

  /** The peer answered: counting towards its unreachability starts anew (§8.1). */
  peerAnswered(): void {
    this.errorCount = 0;
  }

  #enter(state: State, error: SctpError | undefined): void {
    const from = this.#state.name;
    this.#state = state;
    const to = state.name;
    if (from !== to && this.observes('state')) this.observed({ topic: 'state', from, to, error });
  }

  #queue(chunk: Chunk, path: Path, verificationTag: number, isRetransmission: boolean): void {
    this.outgoing.push({ chunk, path, verificationTag, paddedLength: undefined, isRetransmission });
  }
}
