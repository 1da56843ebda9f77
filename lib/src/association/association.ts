import type { Address } from '../address.ts';
import type { InitChunk } from '../codec/chunk.ts';
import { SctpError } from '../errors.ts';
import type { Path } from '../path/path.ts';
import type { PathSettings } from '../path-settings.ts';
import type { ReceivedMessage } from '../receiving/received-message.ts';
import type { Receiver } from '../receiving/receiver.ts';
import type { OutboundMessage } from '../sending/outbound-message.ts';
import { type BufferUse, nothingBuffered } from '../sending/outbound-streams.ts';
import type { TrafficCounters } from '../traffic-counters.ts';
import { abort, abortWith } from './abort.ts';
import { type AssociationStatistics, associationStatistics } from './association-statistics.ts';
import { AssociationContext, type ContextOptions } from './context.ts';
import { createControlBlock, type PeerParameters } from './control-block.ts';
import { tellReadable } from './data-transfer.ts';
import type { PacketOfAssociation } from './dispatch.ts';
import { type CookieAction, cookieAction, takeCookie } from './duplicate-cookie.ts';
import type { AssociationEvent } from './event.ts';
import { establish, sendInit } from './handshake.ts';
import { handleIcmp, type IcmpOfAssociation } from './icmp.ts';
import { PacketBuilder, type Transmit } from './output.ts';
import { PacketWriters } from './packet-writers.ts';
import { requestHeartbeat, setPath, setPrimary } from './path-commands.ts';
import { receivePacket } from './receive.ts';
import type { ReconfigurationRequest } from './reconfiguration.ts';
import { requestReconfiguration } from './reconfiguration-commands.ts';
import { send } from './send.ts';
import { shutdown } from './shutdown.ts';
import { controlOf, type StateName } from './state.ts';
import type { StateCookie } from './state-cookie.ts';
import { type AssociationStatus, associationStatus, type PathStatus, pathStatuses } from './status.ts';
import { handleTimers, nextTimeout } from './timers.ts';
import { answerUnexpectedInit, type UnexpectedInitAnswer } from './unexpected-init.ts';

/**
 * One association without I/O. Its commands take the time; what they leave to send and to tell is drained at its
 * {@link Endpoint}, which also hands it its packets.
 */
export class Association {
  readonly #context: AssociationContext;
  readonly #output: PacketBuilder;
  readonly #commanded: (association: Association) => void;
  /** Whether it stands in its endpoint's line of those that may have packets to send. @internal */
  isTransmitting = false;
  /** Whether it stands in the line of those that may have events. @internal */
  isReporting = false;
  #nextMessageId = 0;
  #nextRequestId = 0;

  /** `commanded` is called by every command: there may be something to drain. @internal */
  constructor(options: Omit<ContextOptions, 'state'>, commanded: (association: Association) => void) {
    this.#commanded = commanded;
    this.#context = new AssociationContext({ ...options, state: { name: 'CLOSED', receiver: undefined } });
    this.#output = new PacketBuilder(this.#context, options.packetWriters ?? new PacketWriters(false));
  }

  /** The state of RFC 9260 §4. */
  get state(): StateName {
    return this.#context.state.name;
  }

  /** SCTP port on this side. */
  get localPort(): number {
    return this.#context.identity.localPort;
  }

  /** SCTP port of the peer. */
  get peerPort(): number {
    return this.#context.identity.peerPort;
  }

  /** Verification Tag of packets from the peer; another one once that has restarted (§5.2.4 A). */
  get localTag(): number {
    return this.#context.identity.localTag;
  }

  /** Verification Tag of packets to the peer; 0 before INIT ACK. */
  get peerTag(): number {
    return this.#context.peerTag;
  }

  /** Destination addresses of the peer. @internal */
  get paths(): readonly Path[] {
    return this.#context.paths.all;
  }

  /** Where data goes while it is active (§6.4). @internal */
  get primaryPath(): Path {
    return this.#context.paths.primary;
  }

  /** What there is to know of the paths, the primary one first (§11.1.11). */
  get pathStatuses(): readonly PathStatus[] {
    return pathStatuses(this.#context);
  }

  /** What there is to know of the association (§11.1.8). */
  get status(): AssociationStatus {
    return associationStatus(this.#context);
  }

  /** What has been counted until now (RFC 3873 sctpAssocTable). */
  statistics(): AssociationStatistics {
    return associationStatistics(this.#context);
  }

  /**
   * What {@link statistics} copies, as it goes on.
   * @internal
   */
  get counters(): Readonly<TrafficCounters> {
    return this.#context.counters;
  }

  /** Streams that messages can be sent on: 0 before INIT ACK (RFC 9260 §5.1.1). */
  get outboundStreams(): number {
    return controlOf(this.#context.state)?.sender.streams.count ?? 0;
  }

  /** Streams that messages may come on: 0 before INIT ACK (§5.1.1). */
  get inboundStreams(): number {
    return controlOf(this.#context.state)?.receiver.streams.count ?? 0;
  }

  /** Bytes of messages that are queued or not acknowledged. */
  get bufferedAmount(): number {
    return controlOf(this.#context.state)?.sender.bufferedAmount ?? 0;
  }

  /** How much of that there is in all, and on this stream. */
  bufferUse(streamId: number): BufferUse {
    return controlOf(this.#context.state)?.sender.bufferUse(streamId) ?? nothingBuffered;
  }

  /** Sends INIT; `advertisedAddresses` are told to the peer (§5.1 A, §5.1.2). @internal */
  connect(advertisedAddresses: readonly string[], now: number): void {
    sendInit(this.#context, advertisedAddresses, now);
    this.#commanded(this);
  }

  /** Begins as established: a valid COOKIE ECHO has come from the peer (§5.1 D). @internal */
  accept(peer: PeerParameters, now: number): void {
    establish(this.#context, createControlBlock(this.#context, peer), now);
    this.#context.transmit({ type: 'COOKIE ACK' }, this.#context.paths.primary);
  }

  /** How to answer an INIT of the peer, of which the association itself takes no notice (§5.2.1, §5.2.2). @internal */
  answerInit(init: InitChunk, from: Address): UnexpectedInitAnswer {
    const answer = answerUnexpectedInit(this.#context, init, from);
    this.#commanded(this);
    return answer;
  }

  /** What an authenticated cookie of the peer means here (§5.2.4, Table 12). @internal */
  actionOf(cookie: StateCookie): CookieAction {
    return cookieAction(this.#context, cookie);
  }

  /** Takes an authenticated cookie of the peer (§5.2.4). @internal */
  takeCookie(cookie: StateCookie, from: Address, now: number): void {
    takeCookie(this.#context, cookie, from, now);
    this.#commanded(this);
  }

  /**
   * A packet of this association; true when nothing but an acknowledgement comes of it, which may wait for more packets.
   * @throws DecodeError at a malformed chunk, once what came before it has been handled.
   * @internal
   */
  receive(packet: PacketOfAssociation, now: number): boolean {
    return receivePacket(this.#context, packet, now);
  }

  /** ICMP says something of a packet that this association has sent (§10). @internal */
  receiveIcmp(message: IcmpOfAssociation, now: number): void {
    handleIcmp(this.#context, message, now);
  }

  /** Handles all timers that have expired. @internal */
  handleTimeout(now: number): void {
    handleTimers(this.#context, now);
  }

  /**
   * Queues a message; gives the id that `acknowledged` and `sendFailed` events carry.
   * @throws SctpError `ERR_SCTP_NOT_CONNECTED`, `ERR_SCTP_INVALID_STREAM`, `ERR_SCTP_EMPTY_MESSAGE` or
   * `ERR_SCTP_MESSAGE_TOO_LARGE`.
   */
  send(message: Omit<OutboundMessage, 'id'>, _now: number): number {
    const id = this.#nextMessageId;
    send(this.#context, message, id);
    this.#nextMessageId += 1;
    this.#commanded(this);
    return id;
  }

  /** The next message for the user, of a stream that is read apart where it is given; also once the association closed. */
  read(_now: number, streamId?: number): ReceivedMessage | undefined {
    const receiver = this.#receiver;
    const message = receiver?.read(streamId);
    if (receiver !== undefined) tellReadable(this.#context, receiver);
    if (receiver?.isSackDue || this.hasEvents) this.#commanded(this);
    return message;
  }

  /** Messages of this stream, also those that have come, are read apart from all others from now on. */
  separate(streamId: number): void {
    this.#receiver?.unread.separate(streamId);
  }

  /**
   * Sends to this address of the peer from now on, while it is active (§11.1.6).
   * @throws SctpError `ERR_SCTP_INVALID_ADDRESS`, or `ERR_SCTP_NOT_CONNECTED` before INIT ACK and after the end.
   */
  setPrimary(ip: string, _now: number): void {
    setPrimary(this.#context, ip);
    this.#commanded(this);
  }

  /**
   * Changes settings of one path; those that are not given stay (§11.1.9, §11.1.12).
   * @throws as `setPrimary`; TypeError or RangeError for a wrong setting.
   */
  setPath(ip: string, settings: Partial<PathSettings>, now: number): void {
    setPath(this.#context, ip, settings, now);
    this.#commanded(this);
  }

  /**
   * Sends a HEARTBEAT to this address, whatever its state, unless one is out; a `heartbeat` event tells whether it was
   * answered (§11.1.10). Gives the address in the form that the event has.
   * @throws as `setPrimary`; also `ERR_SCTP_NOT_CONNECTED` where RFC 9260 §8.3 has none sent.
   */
  requestHeartbeat(ip: string, now: number): string {
    const canonical = requestHeartbeat(this.#context, ip, now);
    this.#commanded(this);
    return canonical;
  }

  /**
   * Asks the peer for a change of streams, once the requests before this one are answered; gives the id that `reconfigured`
   * tells the outcome with (RFC 6525 §5.1).
   * @throws SctpError `ERR_SCTP_NOT_CONNECTED`, `ERR_SCTP_NOT_SUPPORTED` or `ERR_SCTP_INVALID_STREAM`; RangeError for too
   * many streams, or none.
   */
  reconfigure(request: ReconfigurationRequest, now: number): number {
    const id = this.#nextRequestId;
    requestReconfiguration(this.#context, request, id, now);
    this.#nextRequestId += 1;
    this.#commanded(this);
    return id;
  }

  /** Ends gracefully once all messages are acknowledged (§9.2); before it is established, at once. */
  shutdown(now: number): void {
    const { state } = this.#context;
    if (state.name === 'COOKIE-WAIT' || state.name === 'COOKIE-ECHOED') {
      abortWith(this.#context, [], new SctpError('ERR_SCTP_ABORTED', 'shut down before it was established'));
    } else {
      shutdown(this.#context, now);
    }
    this.#commanded(this);
  }

  /** Ends at once: the peer is told the reason, and messages under way are lost (§9.1). */
  abort(reason: string, _now: number): void {
    abort(this.#context, reason);
    this.#commanded(this);
  }

  /** @internal */
  nextTransmit(now: number): Transmit | undefined {
    return this.#output.next(now);
  }

  /** Whether `nextEvent` has something to tell. @internal */
  get hasEvents(): boolean {
    return this.#context.events.length > 0;
  }

  /** @internal */
  nextEvent(): AssociationEvent | undefined {
    return this.#context.events.shift();
  }

  /** When to call `handleTimeout` at the latest; undefined when nothing is pending. @internal */
  nextTimeout(): number | undefined {
    return nextTimeout(this.#context);
  }

  /** Of an association that has closed, too: the user may not have read all. */
  get #receiver(): Receiver | undefined {
    const { state } = this.#context;
    return state.name === 'CLOSED' ? state.receiver : state.control?.receiver;
  }
}
