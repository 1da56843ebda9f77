import { EventEmitter } from 'node:events';
import type { Association as CoreAssociation } from '../association/association.ts';
import type { AssociationEvent } from '../association/event.ts';
import type { StateName } from '../association/state.ts';
import type { ErrorCause } from '../codec/error-cause.ts';
import { SctpError, unreachable } from '../errors.ts';
import type { Path } from '../path/path.ts';
import type { ReceivedMessage } from '../receiving/received-message.ts';
import type { Driver } from './driver.ts';
import type { AbortedDelivery, Message, PathStatus, SendOptions } from './message.ts';
import { MessageIterator } from './message-iterator.ts';
import { checkPayload, checkSendOptions } from './send-checks.ts';
import { SendWaiters } from './send-waiters.ts';

/** The events of an {@link Association}, with their arguments. */
export interface AssociationEvents {
  /** A message has come. Having a listener is reading. */
  message: [message: Message];
  /** The message of which `partial` ones came will not be completed; `for await` throws instead. */
  partialDeliveryAborted: [delivery: AbortedDelivery];
  /** A message will not arrive; `wasSent` tells whether a part of it was transmitted, so that it may have. */
  sendFailed: [
    failure: { readonly data: Buffer; readonly stream: number; readonly ppid: number; readonly wasSent: boolean },
  ];
  /** There is room for more messages, after there was none. */
  drain: [];
  /** A destination address of the peer has changed its state. */
  path: [path: PathStatus];
  /** The peer has restarted: the association goes on anew; `sendFailed` told what it had not acknowledged. */
  restart: [];
  /** The peer shuts down: it still gets what was sent, and takes no more. */
  peerShutdown: [];
  /** The peer reports an error that does not end the association (ERROR chunk, RFC 9260 §3.3.10). */
  peerError: [causes: readonly ErrorCause[]];
  /** Messages flow. On an association from `connect` this has happened already. */
  established: [];
  /** The association has failed. Emitted before `close`, and only when there is a listener. */
  error: [error: SctpError];
  /** The association has ended, with an error or gracefully. Always the last event. */
  close: [error: SctpError | undefined];
}

/**
 * One SCTP association. Messages come by the event `message` or by `for await`; until one of them is used they wait, and
 * the peer's window closes. An association that fails rejects what waits for it, `for await` included, and ends with
 * `close`.
 */
export class Association extends EventEmitter<AssociationEvents> {
  readonly #core: CoreAssociation;
  readonly #driver: Driver;
  readonly #waiters: SendWaiters;
  #readers: (() => void)[] = [];
  #isClosed = false;
  #error: SctpError | undefined;
  /** What ended the association other than the core knows. */
  #failure: SctpError | undefined;
  #ending: Promise<void> | undefined;

  /** For `connect` and `Server` alone. */
  constructor(core: CoreAssociation, driver: Driver, sendBuffer: number) {
    super();
    this.#core = core;
    this.#driver = driver;
    this.#waiters = new SendWaiters(sendBuffer);
    driver.handle(core, (event) => this.#handle(event));
    // `as`: an emitter's own event, which the type of ours does not list.
    (this as EventEmitter).on('newListener', (name) => {
      if (name === 'message') process.nextTick(() => this.#emitMessages());
    });
  }

  /** The state of RFC 9260 §4, as `ESTABLISHED`. */
  get state(): StateName {
    return this.#core.state;
  }

  get localPort(): number {
    return this.#core.localPort;
  }

  get remotePort(): number {
    return this.#core.peerPort;
  }

  /** Destination addresses of the peer, the primary path first. */
  get paths(): readonly PathStatus[] {
    return this.#core.paths.map((path) => this.#statusOf(path));
  }

  /** Streams that can be sent on: what was asked for, or what the peer takes if that is less (RFC 9260 §5.1.1). */
  get outboundStreams(): number {
    return this.#core.outboundStreams;
  }

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
   * `ERR_SCTP_MESSAGE_TOO_LARGE`, or why the association ended meanwhile; TypeError or RangeError for a wrong option.
   */
  async send(data: Uint8Array | string, options: SendOptions = {}): Promise<void> {
    const { stream = 0, ppid = 0, unordered = false, sackImmediately = false, until = 'queued' } = options;
    checkSendOptions(options);
    const payload = checkPayload(data);
    if (this.#error !== undefined) throw this.#error;
    const message = { data: payload, streamId: stream, ppid, unordered, sackImmediately };
    const id = this.#core.send(message, this.#driver.now());
    this.#driver.flushSoon();
    if (until === 'acknowledged') await this.#waiters.acknowledgementOf(id);
    else if (!this.#waiters.hasRoom(this.bufferedAmount)) await this.#waiters.room();
  }

  /**
   * Ends gracefully: all messages are delivered, then both sides close (RFC 9260 §9.2). Resolves when that is done. What
   * the peer still sends has to be read: a peer that cannot finish is aborted after five times `rtoMax`.
   * @throws (as a rejection, which need not be handled) SctpError when the association ends otherwise.
   */
  shutdown(): Promise<void> {
    if (!this.#isClosed) this.#core.shutdown(this.#driver.now());
    this.#driver.flushSoon();
    if (this.#ending === undefined) {
      this.#ending = this.#ended();
      // The error goes to `close` as well: who does not wait shall not be ended by it.
      this.#ending.catch(() => {});
    }
    return this.#ending;
  }

  /** Ends at once: the peer is told the reason, and messages under way are lost (RFC 9260 §9.1). */
  abort(reason = ''): void {
    this.#core.abort(reason, this.#driver.now());
    this.#driver.flushSoon();
  }

  /** For `connect` and `Server` alone: the transport below has failed. */
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
    const ending = () => (this.#isClosed ? { error: this.#error } : undefined);
    return new MessageIterator({
      read: () => {
        const received = this.#read();
        return received?.aborted ? partialDeliveryAborted(received, this.#error) : received && messageOf(received);
      },
      get ending() {
        return ending();
      },
      whenReadable: (wake) => this.#readers.push(wake),
    });
  }

  #handle(event: AssociationEvent): void {
    switch (event.type) {
      case 'readable':
        this.#wakeReaders();
        this.#emitMessages();
        return;
      case 'acknowledged':
        this.#waiters.acknowledged(event.message.id);
        if (this.#waiters.makeRoom(this.bufferedAmount)) this.emit('drain');
        return;
      case 'sendFailed': {
        const { data, streamId, ppid } = event.message;
        // What was handed to the core was a Buffer, made by `send`.
        this.emit('sendFailed', { data: data as Buffer, stream: streamId, ppid, wasSent: event.wasSent });
        return;
      }
      case 'path': {
        const path = this.#core.paths.find((candidate) => candidate.address.ip === event.address.ip);
        if (path !== undefined) this.emit('path', this.#statusOf(path));
        return;
      }
      case 'peerShutdown':
        this.emit('peerShutdown');
        return;
      case 'closed':
        this.#close(this.#failure ?? event.error);
        return;
      case 'peerError':
        this.emit('peerError', event.causes);
        return;
      case 'established':
        this.emit('established');
        return;
      case 'restart':
        this.#waiters.fail(new SctpError('ERR_SCTP_PEER_RESTARTED', 'the peer restarted before it acknowledged'));
        if (this.#waiters.makeRoom(this.bufferedAmount)) this.emit('drain');
        this.emit('restart');
        return;
      default:
        unreachable(event);
    }
  }

  #close(error: SctpError | undefined): void {
    this.#isClosed = true;
    this.#error = error;
    this.#emitMessages();
    this.#wakeReaders();
    this.#waiters.close(error ?? new SctpError('ERR_SCTP_NOT_CONNECTED', 'the association was shut down'));
    // Not at once: whoever was handed the association in this turn of the event loop has not had time to listen.
    setImmediate(() => {
      if (error !== undefined && this.listenerCount('error') > 0) this.emit('error', error);
      this.emit('close', error);
    });
  }

  #read(): ReceivedMessage | undefined {
    const received = this.#core.read(this.#driver.now());
    if (received !== undefined) this.#driver.flushSoon();
    return received;
  }

  #emitMessages(): void {
    while (this.listenerCount('message') > 0) {
      const received = this.#read();
      if (received === undefined) return;
      const { streamId: stream, ppid, unordered } = received;
      try {
        if (received.aborted) this.emit('partialDeliveryAborted', { stream, ppid, unordered });
        else this.emit('message', messageOf(received));
      } catch (error) {
        // The next ones are not lost for what a listener throws.
        process.nextTick(() => this.#emitMessages());
        throw error;
      }
    }
  }

  #wakeReaders(): void {
    const readers = this.#readers;
    this.#readers = [];
    for (const wake of readers) wake();
  }

  #ended(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error: SctpError | undefined) => (error === undefined ? resolve() : reject(error));
      if (this.#isClosed) settle(this.#error);
      else this.once('close', settle);
    });
  }

  #statusOf(path: Path): PathStatus {
    const { ip, udpPort } = path.address;
    return {
      address: ip,
      udpPort,
      state: path.state,
      isPrimary: path === this.#core.primaryPath,
      srtt: path.rtt.srtt,
      rto: path.rto,
      cwnd: path.congestionControl.cwnd,
      mtu: path.pmtu,
    };
  }
}

function messageOf({ data, streamId, ppid, unordered, partial }: ReceivedMessage): Message {
  return { data, stream: streamId, ppid, unordered, partial };
}

function partialDeliveryAborted({ streamId, ppid }: ReceivedMessage, cause: SctpError | undefined): SctpError {
  const reason = `the message with ppid ${ppid} that came in parts on stream ${streamId} will not be completed`;
  return new SctpError('ERR_SCTP_PARTIAL_DELIVERY_ABORTED', reason, cause && { cause });
}
