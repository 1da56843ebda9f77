import type { Address, Family } from '../address.ts';
import { type Chunk, chunkLength } from '../codec/chunk.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import { paddedLength } from '../codec/tlv.ts';
import { SctpError } from '../errors.ts';
import { Fifo } from '../fifo.ts';
import type { Options } from '../options.ts';
import type { Path, PathOptions } from '../path/path.ts';
import type { PathSet } from '../path/path-set.ts';
import type { PathState } from '../path/reachability.ts';
import type { PathSettings } from '../path-settings.ts';
import type { RandomSource } from '../random-source.ts';
import type { FailedMessage } from '../sending/outbound-message.ts';
import type { AssociationEvent } from './event.ts';
import type { AddressLimits } from './peer-addresses.ts';
import type { ProtocolUnreachable } from './protocol-unreachable.ts';
import { controlOf, type State } from './state.ts';
import { VerificationSlots } from './verification-slots.ts';

/** Bytes that answers leave free for what the state demands behind them: SHUTDOWN or SHUTDOWN ACK. */
const longestMandatoryAnswer = 8;

/** What tells this association from others, on our side. */
export interface LocalIdentity {
  readonly localPort: number;
  readonly peerPort: number;
  readonly localTag: number;
  readonly initialTsn: number;
}

/**
 * Random values that stand for both tags of an association in the cookies of those who might restart it, so that the
 * tags themselves are told to nobody (RFC 9260 §5.2.2).
 */
export interface TieTags {
  readonly local: number;
  readonly peer: number;
}

/** A chunk that waits to be sent, and where to. */
export interface OutgoingChunk {
  readonly chunk: Chunk;
  readonly path: Path;
  /** Tag of its packet where that is not the peer's. */
  readonly verificationTag: number;
  /** Length that its packet, which it has to itself, is brought to by PAD; undefined without PAD. */
  readonly paddedLength: number | undefined;
}

export interface ContextOptions {
  readonly identity: LocalIdentity;
  readonly options: Options;
  readonly pathOptions: (ip: string) => PathOptions;
  readonly families: readonly Family[];
  readonly random: RandomSource;
  readonly paths: PathSet;
  readonly state: State;
}

/** What the procedures of one association work on: its state goes in and changes, all output goes through here. */
export class AssociationContext {
  readonly options: Options;
  readonly random: RandomSource;
  /** How a path to this IP address is set up. */
  readonly pathOptions: (ip: string) => PathOptions;
  /** Families of addresses that can be sent to. */
  readonly families: readonly Family[];
  readonly outgoing = new Fifo<OutgoingChunk>();
  readonly events = new Fifo<AssociationEvent>();
  identity: LocalIdentity;
  state: State;
  paths: PathSet;
  /** The turns of addresses that are to be confirmed. */
  readonly verificationSlots: VerificationSlots;
  /** What ICMP has said of the peer's host, while that may be wrong. */
  protocolUnreachable: ProtocolUnreachable | undefined;
  /** Where the last DATA came from, and so where SACKs go (§6.7). */
  lastDataPath: Path | undefined;
  /** Whether the user has asked for the end: also a peer that restarts meanwhile is to be shut down. */
  isShutdownRequested = false;
  /** What the user has set for each address: it outlives a restart. */
  readonly #pathSettings = new Map<string, PathSettings>();
  #peerTag = 0;
  #tieTags: TieTags | undefined;
  #errorCount = 0;
  /** Bytes of chunks that the packet at hand has been answered with so far, and where they go. */
  #answeredBytes = 0;
  #answeredPath: Path | undefined;

  constructor({ identity, options, pathOptions, families, random, paths, state }: ContextOptions) {
    this.identity = identity;
    this.options = options;
    this.pathOptions = (ip) => ({ ...pathOptions(ip), ...this.#pathSettings.get(ip) });
    this.families = families;
    this.random = random;
    this.verificationSlots = new VerificationSlots(options.heartbeatMaxBurst, options.rtoInitial);
    this.paths = paths;
    this.state = state;
  }

  /** Which addresses of the peer can be used, and how many are. */
  get addressLimits(): AddressLimits {
    return { families: this.families, maxPeerAddresses: this.options.maxPeerAddresses };
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
    this.#errorCount = 0;
  }

  /** Where to answer what came from this address: back, unless that has yet to be confirmed (§5.4). */
  answerPath(from: Address): Path {
    const path = this.paths.find(from.ip);
    return path?.isConfirmed ? path : this.paths.current;
  }

  /** Sends a chunk in a packet with the peer's tag, or the one given. Before the tag is known, only INIT goes out. */
  transmit(chunk: Chunk, path: Path, verificationTag: number = this.#peerTag): void {
    if (verificationTag === 0 && chunk.type !== 'INIT') return;
    this.outgoing.push({ chunk, path, verificationTag, paddedLength: undefined });
    this.#answeredBytes += paddedLength(chunkLength(chunk));
    this.#answeredPath = path;
  }

  /** Sends a chunk alone, in a packet that PAD brings to this length, also where that is more than the path's. */
  transmitPadded(chunk: Chunk, path: Path, paddedLength: number): void {
    this.outgoing.push({ chunk, path, verificationTag: this.#peerTag, paddedLength });
  }

  /** A packet begins, or has been handled: what it asks to be answered may fill one packet, not more (§12.4). */
  forgetAnswers(): void {
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

  emit(event: AssociationEvent): void {
    this.events.push(event);
  }

  /** Enters CLOSED: reports what was not delivered, then the end. */
  close(error: SctpError | undefined): void {
    if (this.state.name === 'CLOSED') return;
    const control = controlOf(this.state);
    const failed: FailedMessage[] = control?.sender.abandon() ?? [];
    control?.receiver.end();
    this.state = { name: 'CLOSED', receiver: control?.receiver };
    for (const { message, wasSent } of failed) this.emit({ type: 'sendFailed', message, wasSent });
    this.emit({ type: 'closed', error });
  }

  /** The peer answered: counting towards its unreachability starts anew (§8.1). */
  peerAnswered(): void {
    this.#errorCount = 0;
  }

  /** The peer answered something that was sent on this path (§8.2). */
  pathAnswered(path: Path): void {
    if (path.state === 'ACTIVE' && path.errorCount === 0) return;
    const before = this.#pathsBefore(path);
    this.paths.answered(path);
    this.#tellOfChange(path, before);
  }

  /** The user sets something for this path (§11.1.9, §11.1.12). */
  configurePath(path: Path, settings: PathSettings): void {
    const before = this.#pathsBefore(path);
    this.#pathSettings.set(path.address.ip, settings);
    this.paths.configure(path, settings);
    this.#tellOfChange(path, before);
  }

  /** The state of the path as the user is to see it (RFC 7829 §7.3). */
  exposedState(path: Path): PathState {
    const isHidden = path.state === 'POTENTIALLY-FAILED' && !this.options.exposePotentiallyFailedState;
    return isHidden ? 'ACTIVE' : path.state;
  }

  /** Counts an unanswered transmission on the path, and, unless it says nothing of the peer, on the association. */
  countError(path: Path, isOfPeer: boolean): void {
    // An error before this one may have ended the association.
    if (this.state.name === 'CLOSED') return;
    const before = this.#pathsBefore(path);
    this.paths.countError(path);
    this.#tellOfChange(path, before);
    if (!isOfPeer) return;
    this.#errorCount += 1;
    const limit = this.options.associationMaxRetransmissions;
    if (this.#errorCount > limit) {
      this.close(
        new SctpError(
          'ERR_SCTP_PEER_UNREACHABLE',
          `the peer did not answer ${this.#errorCount} times; the limit is ${limit}`,
        ),
      );
    }
  }

  #pathsBefore(path: Path): { readonly state: PathState; readonly primary: Path } {
    return { state: this.exposedState(path), primary: this.paths.primary };
  }

  /** NETWORK STATUS CHANGE, of the path and of a primary path that was switched over (§11.2.3, RFC 7829 §5). */
  #tellOfChange(path: Path, before: { readonly state: PathState; readonly primary: Path }): void {
    const state = this.exposedState(path);
    if (state !== before.state) this.emit({ type: 'path', address: path.address, state });
    const { primary } = this.paths;
    if (primary === before.primary || (primary === path && state !== before.state)) return;
    this.emit({ type: 'path', address: primary.address, state: this.exposedState(primary) });
  }
}
