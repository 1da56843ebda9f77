import { addAbortListener, EventEmitter } from 'node:events';
import type { Association as CoreAssociation } from '../association/association.ts';
import type { ReconfigurationRequest } from '../association/reconfiguration.ts';
import type { StateName } from '../association/state.ts';
import type { AssociationStatus, PathStatus } from '../association/status.ts';
import type { SctpError } from '../errors.ts';
import type { PathSettings } from '../path-settings.ts';
import type { AssociationEvents } from './association-events.ts';
import type { AssociationStatistics } from './association-statistics.ts';
import type { AssociationStream } from './association-stream.ts';
import type { Driver } from './driver.ts';
import { EventRelay } from './event-relay.ts';
import { Inbox, listenedTo } from './inbox.ts';
import type { Message, SendOptions, ShutdownOptions } from './message.ts';
import { outboundMessageOf } from './send-checks.ts';
import { hasRoom } from './send-waiters.ts';
import { type AddedStreams, listOf } from './stream-changes.ts';

/** One for all: a message costs less without a promise of its own. */
const resolved = Promise.resolve();

/**
 * One SCTP association. Messages come by the event `message` or by `for await`; until one of them is used they wait, and
 * the peer's window closes. An association that fails rejects what waits for it, `for await` included, and ends with
 * `close`.
 */
export class Association extends EventEmitter<AssociationEvents> {
  readonly #core: CoreAssociation;
  readonly #driver: Driver;
  readonly #inbox: Inbox;
  readonly #relay: EventRelay;
  #isClosed = false;
  #error: SctpError | undefined;
  /** What ended the association other than the core knows. */
  #failure: SctpError | undefined;
  #ending: Promise<void> | undefined;
  #whenEnded: ((association: Association, error: SctpError | undefined) => void) | undefined;

  /** For `connect` and `Server` alone. @internal */
  constructor(core: CoreAssociation, driver: Driver) {
    super();
    this.#core = core;
    this.#driver = driver;
    this.#inbox = new Inbox(this, core, driver);
    this.#relay = new EventRelay({ core, driver, user: this, inbox: this.#inbox });
    driver.handle(core, this.#relay);
    // `as`: an emitter's own event, which the type of ours does not list.
    (this as EventEmitter).on('newListener', listenedTo);
  }

  /** The state of RFC 9260 §4, as `ESTABLISHED`. */
  get state(): StateName {
    return this.#core.state;
  }

  /** SCTP port on this side. */
  get localPort(): number {
    return this.#core.localPort;
  }

  /** SCTP port of the peer. */
  get peerPort(): number {
    return this.#core.peerPort;
  }

  /** Addresses on this side that packets leave from and come to. */
  get localAddresses(): readonly string[] {
    return this.#driver.localAddresses;
  }

  /** Destination addresses of the peer, the primary path first. */
  get paths(): readonly PathStatus[] {
    return this.#core.pathStatuses;
  }

  /** State, paths, and what is under way, at this moment (RFC 9260 §11.1.8). */
  get status(): AssociationStatus {
    return this.#core.status;
  }

  /** Counts of the association and its paths since it was made, named after RFC 3873; also after its end. */
  statistics(): AssociationStatistics {
    return { ...this.#core.statistics(), endpoint: this.#driver.ownStatistics() };
  }

  /** Streams that can be sent on: what was asked for, or what the peer takes if that is less (RFC 9260 §5.1.1). */
  get outboundStreams(): number {
    return this.#core.outboundStreams;
  }

  /** Streams that messages may come on: the option, or what the peer asked for if that is less (RFC 9260 §5.1.1). */
  get inboundStreams(): number {
    return this.#core.inboundStreams;
  }

  /** Why the association failed; undefined before it has, and when it ended gracefully. */
  get error(): SctpError | undefined {
    return this.#error;
  }

  /** Bytes of messages that are queued or not acknowledged. */
  get bufferedAmount(): number {
    return this.#core.bufferedAmount;
  }

  /**
   * Sends a message; text goes as UTF-8. The data is copied. What it waits for is `options.until`.
   * @throws (as a rejection) SctpError `ERR_SCTP_NOT_CONNECTED`, `ERR_SCTP_INVALID_STREAM`, `ERR_SCTP_EMPTY_MESSAGE`,
   * `ERR_SCTP_MESSAGE_TOO_LARGE`, `ERR_SCTP_MESSAGE_ABANDONED` where it waits for what will not be, or why the association
   * ended meanwhile; TypeError or RangeError for a wrong option.
   */
  send(data: Uint8Array | string, options: SendOptions = {}): Promise<void> {
    try {
      const { stream = 0, until = 'queued' } = options;
      const now = this.#driver.now();
      const message = outboundMessageOf(data, options, now);
      if (this.#error !== undefined) throw this.#error;
      const id = this.#core.send(message, now);
      this.#driver.flushSoon();
      if (until !== 'queued') return this.#relay.sends.fateOf(id);
      if (hasRoom(this.#core.bufferUse(stream), this.#driver.options.sendBuffer)) return resolved;
      return this.#relay.sends.room(stream);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * One stream, as a Duplex of messages. What comes on it, also what waits already, goes there and to nobody else; others
   * are delivered while it is not read, as long as what waits leaves room in `receiveBuffer`: SCTP has one window for all
   * streams (RFC 9260 §6.2). Gives the same Duplex each time; once that is destroyed a new one, which goes on where it
   * stopped, so until then the messages of the stream wait.
   * @throws SctpError `ERR_SCTP_INVALID_STREAM` for an identifier beyond both `inboundStreams` and `outboundStreams`.
   */
  stream(id: number): AssociationStream {
    return this.#relay.streams.of(id);
  }

  /**
   * Makes an address of the peer the primary one: data goes there while it is active (RFC 9260 §11.1.6).
   * @throws SctpError `ERR_SCTP_INVALID_ADDRESS` or `ERR_SCTP_NOT_CONNECTED`; TypeError for what is no IP address.
   */
  setPrimary(address: string): void {
    this.#core.setPrimary(address, this.#driver.now());
    this.#driver.flushSoon();
  }

  /**
   * Changes settings of one address of the peer; those that are not given stay (RFC 9260 §11.1.9, §11.1.12).
   * @throws as {@link setPrimary}; TypeError or RangeError for a wrong setting.
   */
  setPath(address: string, settings: Partial<PathSettings>): void {
    this.#core.setPath(address, settings, this.#driver.now());
    this.#driver.flushSoon();
  }

  /**
   * Asks an address of the peer, active or not, for a sign of life; the answer also counts as one that nobody asked for.
   * Resolves with the round-trip time in ms; with undefined when no answer comes within the RTO (RFC 9260 §11.1.10).
   * @throws (as a rejection) as {@link setPrimary}, or why the association ended meanwhile.
   */
  async heartbeat(address: string): Promise<number | undefined> {
    const ip = this.#core.requestHeartbeat(address, this.#driver.now());
    this.#driver.flushSoon();
    return this.#relay.heartbeats.answerFrom(ip);
  }

  /**
   * Has these outbound streams begin anew, all of them by default: their next ordered message has SSN 0 (RFC 6525 §5.1.2).
   * What was sent on them before is delivered first; what is sent after that waits for the peer. Resolves once the peer
   * has agreed; requests of one association go one after the other.
   * @throws (as a rejection) SctpError `ERR_SCTP_NOT_SUPPORTED` where the peer lacks RFC 6525,
   * `ERR_SCTP_RECONFIGURATION_DENIED` or `ERR_SCTP_RECONFIGURATION_FAILED` where it does not agree,
   * `ERR_SCTP_INVALID_STREAM`, `ERR_SCTP_NOT_CONNECTED`, or why the association ended meanwhile; RangeError for a list that
   * is empty, or has more than 32,000 streams.
   */
  async resetStreams(streams?: readonly number[]): Promise<void> {
    await this.#reconfigure({ type: 'RESET-OUTBOUND', streams: listOf(streams) });
  }

  /**
   * Asks the peer to reset these inbound streams, which are its outbound ones, all of them by default (RFC 6525 §5.1.3).
   * Resolves once it has agreed; `streamReset` tells when they begin anew.
   * @throws as {@link resetStreams}
   */
  async requestStreamReset(streams?: readonly number[]): Promise<void> {
    await this.#reconfigure({ type: 'RESET-INBOUND', streams: listOf(streams) });
  }

  /**
   * Adds streams to those of either direction, behind the last one (RFC 6525 §5.1.5, §5.1.6): `inbound` ones also beyond
   * the option `inboundStreams`. Resolves once the peer has agreed to what was asked for; `streamChange` tells when there
   * are more.
   * @throws as {@link resetStreams}; RangeError for a number that is not 1 or more, or that makes more than 65,535 in all.
   */
  async addStreams({ outbound, inbound }: AddedStreams): Promise<void> {
    if (outbound !== undefined) await this.#reconfigure({ type: 'ADD-OUTBOUND', count: outbound });
    if (inbound !== undefined) await this.#reconfigure({ type: 'ADD-INBOUND', count: inbound });
  }

  /**
   * Ends gracefully: all messages are delivered, then both sides close (RFC 9260 §9.2). Resolves when that is done. What
   * the peer still sends has to be read: a peer that cannot finish is aborted after five times `rtoMax`, or once `signal`
   * is aborted.
   * @throws (as a rejection, which need not be handled) SctpError when the association ends otherwise.
   */
  shutdown({ signal }: ShutdownOptions = {}): Promise<void> {
    if (!this.#isClosed) this.#core.shutdown(this.#driver.now());
    this.#driver.flushSoon();
    if (this.#ending === undefined) {
      this.#ending = this.#ended();
      // The error goes to `close` as well: who does not wait shall not be ended by it.
      this.#ending.catch(() => {});
    }
    if (signal !== undefined && !this.#isClosed) this.#abortOn(signal);
    return this.#ending;
  }

  /** Ends at once: the peer is told the reason, and messages under way are lost (RFC 9260 §9.1). */
  abort(reason = ''): void {
    this.#core.abort(reason, this.#driver.now());
    this.#driver.flushSoon();
  }

  /**
   * Ends gracefully, as `await using` does: what still comes is discarded. Does nothing once the association has ended.
   * @throws (as a rejection) SctpError when the association ends otherwise.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#inbox.discard();
    this.#relay.discard();
    await this.shutdown();
  }

  /** For `connect` and `Server` alone: what is to be done once it has ended. @internal */
  whenEnded(ended: (association: Association, error: SctpError | undefined) => void): void {
    this.#whenEnded = ended;
  }

  /** For `connect` and `Server` alone: the transport below has failed. @internal */
  fail(error: SctpError): void {
    this.#failure = error;
    this.abort(error.message);
  }

  /**
   * The messages that come, to the end; throws the SctpError of an association that fails, and
   * `ERR_SCTP_PARTIAL_DELIVERY_ABORTED` where a message of which parts came breaks off. After a `restart` another
   * iteration reads on.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Message, void, undefined> {
    return this.#inbox.iterate();
  }

  /** For its events alone. @internal */
  handleClosed(reason: SctpError | undefined): void {
    const error = this.#failure ?? reason;
    this.#isClosed = true;
    this.#error = error;
    this.#relay.end(error);
    // Not at once: whoever was handed the association in this turn of the event loop has not had time to listen.
    setImmediate(() => {
      this.#whenEnded?.(this, error);
      if (error !== undefined && this.listenerCount('error') > 0) this.emit('error', error);
      this.emit('close', error);
    });
    // Last: a listener that throws keeps nobody from hearing of the end.
    this.#inbox.close(error);
  }

  /** For its events alone. @internal */
  handleListening(): void {
    this.#inbox.emitMessages();
  }

  #reconfigure(request: ReconfigurationRequest): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    const id = this.#core.reconfigure(request, this.#driver.now());
    this.#driver.flushSoon();
    return this.#relay.reconfigurations.outcomeOf(id);
  }

  #abortOn(signal: AbortSignal): void {
    const watch = addAbortListener(signal, () => this.abort('it was not shut down in time'));
    this.once('close', () => watch[Symbol.dispose]());
  }

  #ended(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error: SctpError | undefined) => (error === undefined ? resolve() : reject(error));
      if (this.#isClosed) settle(this.#error);
      else this.once('close', settle);
    });
  }
}
