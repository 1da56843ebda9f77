import { Duplex, type DuplexOptions } from 'node:stream';
import { SctpError, type SctpErrorCode } from '../errors.ts';
import { checkPort } from '../socket/address-checks.ts';
import type { Association } from '../socket/association.ts';
import { InboundMessages } from './inbound-messages.ts';
import { localAddressOf } from './local-address.ts';
import type { MessageBuffer } from './message-buffer.ts';
import { MessageLengths } from './message-lengths.ts';
import { openAssociation, type PeerOptions } from './open-association.ts';
import { type SocketReadable, SocketWritable } from './socket-streams.ts';
import { systemError } from './system-error.ts';

/** What is sent, unless it says otherwise itself. */
export interface SocketOptions extends DuplexOptions {
  /** Payload protocol identifier, default 0. */
  readonly ppid?: number | undefined;
  /** Stream, default 0. */
  readonly stream_id?: number | undefined;
  /** Whether messages may overtake each other, default false. */
  readonly unordered?: boolean | undefined;
  /** No effect: RFC 9260 leaves it to the stack what goes into one packet. */
  readonly no_bundle?: boolean | undefined;
}

/** Where to connect to, and how. */
export interface ConnectOptions extends PeerOptions, SocketOptions {}

/** Whose port and IP address. */
export interface AddressInfo {
  readonly port: number | undefined;
  readonly address: string | undefined;
  readonly family: 'IPv4' | 'IPv6';
}

/** Why a peer cannot be connected to, which is no fault on this side. */
const peerErrors: readonly SctpErrorCode[] = ['ERR_SCTP_ABORTED_BY_PEER', 'ERR_SCTP_CONNECT_TIMEOUT'];

let adopt: (socket: Socket, association: Association) => void;

/** The socket of an association that a peer has set up. */
export function acceptedSocket(association: Association, options: SocketOptions): Socket {
  const socket = new Socket(options);
  adopt(socket, association);
  return socket;
}

/**
 * An association as a Duplex of bytes: what is written at once is one message, and each message that comes is one `data`.
 * `buffer.ppid` is its payload protocol identifier, `buffer.sid` its stream. Events beside those of a Duplex: `connect`;
 * `stream` with a {@link SocketReadable} and its id when the first message comes on a stream; `restart`.
 */
export class Socket extends Duplex {
  bytesRead = 0;
  /** Without what the streams of {@link createStream} wrote. */
  bytesWritten = 0;
  ppid: number;
  stream_id: number | false;
  unordered: boolean;
  no_bundle: boolean;
  passive = false;
  /** Whether this side has begun, or waits for its one peer. */
  outbound = false;
  localPort: number | undefined;
  localAddress: string | undefined;
  remotePort: number | undefined;
  remoteAddress: string | undefined;
  remoteFamily: 'IPv4' | 'IPv6' | undefined;
  /** The association of usctp below; undefined before `connect`. */
  association: Association | undefined;
  #OS: number | undefined;
  #MIS: number | undefined;
  #inbound: InboundMessages | undefined;
  #isEnding = false;
  #hasEnded = false;
  readonly #lengths = new MessageLengths(this);
  readonly #attempt = new AbortController();
  readonly #writables: SocketWritable[] = [];
  readonly #established: Promise<Association>;
  #resolve: (association: Association) => void = () => {};
  #reject: (error: Error) => void = () => {};

  static {
    adopt = (socket, association) => socket.#establish(association);
  }

  /** A socket that is not connected: `connect` does that. */
  constructor(options: SocketOptions = {}) {
    super({ ...options, allowHalfOpen: false, decodeStrings: true });
    this.ppid = options.ppid ?? 0;
    this.stream_id = options.stream_id || false;
    this.unordered = options.unordered ?? false;
    this.no_bundle = options.no_bundle ?? false;
    this.#established = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#established.catch(() => {}); // who writes is told by itself
  }

  /** Streams that can be sent on: asked for until `connect`, negotiated from then on. */
  get OS(): number | undefined {
    return this.association?.outboundStreams ?? this.#OS;
  }

  /** Streams that messages may come on: accepted until `connect`, negotiated from then on. */
  get MIS(): number | undefined {
    return this.association?.inboundStreams ?? this.#MIS;
  }

  /** The local end; without port before `connect`. */
  address(): AddressInfo {
    return { port: this.localPort, address: this.localAddress, family: familyOf(this.localAddress) };
  }

  /**
   * Sets up an association; `connect` tells when it is up, `error` when that fails. A second call does nothing.
   * @throws RangeError for a port that is none.
   */
  connect(options: ConnectOptions | number | string, ...rest: readonly unknown[]): this {
    if (this.outbound) return this;
    const peer = typeof options === 'object' ? options : { port: options, ...hostOf(rest) };
    checkPort('port', Number(peer.port), 1);
    checkPort('localPort', Number(peer.localPort ?? 0), 0);
    this.outbound = true;
    this.passive = peer.passive ?? false;
    this.remotePort = Number(peer.port);
    this.remoteAddress = peer.host ?? peer.address ?? peer.remoteAddress;
    this.#OS = peer.OS || 2;
    this.#MIS = peer.MIS || 2;
    const listener = rest.find((value) => typeof value === 'function');
    // `as`: what else it takes, it cannot be asked.
    if (listener !== undefined) this.once('connect', listener as () => void);
    openAssociation(peer, this.#attempt.signal).then(
      (association) => {
        this.#establish(association);
        this.emit('connect');
      },
      (error: unknown) => this.#failToConnect(error, `${peer.host ?? ''}:${peer.port}`),
    );
    return this;
  }

  /**
   * What sends on one stream: the same one as long as it has not ended. `ppid` is that of what has none of its own.
   * @throws Error when there is no such stream.
   */
  createStream(streamId = 0, ppid?: number): SocketWritable {
    if (streamId < 0 || (this.OS !== undefined && streamId >= this.OS)) {
      throw new Error(`wrong stream id ${streamId}: local OS and peer MIS allow ${this.OS} streams`);
    }
    const known = this.#writables[streamId];
    if (known !== undefined && !known.writableEnded && !known.destroyed) return known;
    const made = new SocketWritable(this, streamId, ppid, (message, ...to) => this.#send(message, ...to));
    this.#writables[streamId] = made;
    return made;
  }

  /** No effect: an association that is up needs no cookie. `defaults()` sets `valid_cookie_life` of those to come. */
  SCTP_ASSOCINFO(_options?: { readonly valid_cookie_life?: number }): void {}

  /** The next message, or `size` bytes. */
  override read(size?: number): unknown {
    return this.#lengths.read(size, (count) => super.read(count));
  }

  /** @internal */
  override _read(): void {
    this.#inbound?.resume();
  }

  /** @internal */
  override _write(message: MessageBuffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.bytesWritten += message.length;
    this.#send(message, this.stream_id || 0, undefined).then(() => done(), done);
  }

  /** @internal */
  override _final(done: (error?: Error) => void): void {
    const flushed = this.#writables.map((stream) => new Promise<void>((resolve) => stream.end(() => resolve())));
    const end = (association: Association) => {
      this.#isEnding = true;
      void association.shutdown();
      done();
    };
    Promise.all([this.#established, ...flushed]).then(
      ([association]) => end(association),
      () => done(),
    );
  }

  /** @internal */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const reason = error ?? new Error('the socket was destroyed');
    this.#attempt.abort(reason);
    this.#reject(reason);
    if (error !== null && this.association !== undefined) this.#emitEnd();
    if (!this.#isEnding && this.association?.state === 'ESTABLISHED') this.association.abort(error?.message);
    // At a graceful end its streams keep what was not read of them, and end by themselves.
    if (this.#inbound?.hasEnded !== true) this.#inbound?.discard();
    for (const stream of this.#writables) stream?.destroy();
    done(error);
  }

  #establish(association: Association): void {
    const { localAddress, peerAddress } = localAddressOf(association);
    this.association = association;
    this.localPort = association.localPort;
    this.localAddress = localAddress;
    this.remotePort = association.peerPort;
    this.remoteAddress = peerAddress;
    this.remoteFamily = familyOf(peerAddress);
    association.on('restart', () => this.emit('restart'));
    association.once('close', (error) => {
      if (error !== undefined) this.#fail(error);
    });
    this.#inbound = new InboundMessages(this, association, {
      deliver: (message, stream) => this.#deliver(message, stream),
      end: () => this.#end(),
    });
    this.#resolve(association);
  }

  async #send(message: MessageBuffer, stream: number, streamPpid: number | undefined): Promise<void> {
    const ppid = message.ppid ?? streamPpid ?? this.ppid;
    const association = await this.#established;
    if (message.length === 0) return;
    try {
      await association.send(message, { stream, ppid, unordered: this.unordered });
    } catch (error) {
      // What the peer no longer takes is lost in any case; who does not listen for errors expects none.
      if (this.listenerCount('error') > 0) throw systemError(error, 'write', `stream ${stream}`);
    }
  }

  get #hasStreams(): boolean {
    return this.listenerCount('stream') > 0;
  }

  #deliver(message: MessageBuffer, stream: number): void {
    this.bytesRead += message.length;
    if (this.#hasStreams) this.#readableOf(stream)?.deliver(message);
    // Nobody reads the socket where all is read by streams.
    if (!this.#hasStreams || this.readableFlowing !== null) this.#lengths.push(message);
  }

  #readableOf(stream: number): SocketReadable | undefined {
    return this.#inbound?.readableOf(stream, (made) => this.emit('stream', made, stream));
  }

  #end(): void {
    this.push(null);
    // Who waits for the end without reading has no use for what was not read.
    const isAwaited = this.listenerCount('end') + this.listenerCount('close') > 0;
    if (this.readableFlowing === null && (isAwaited || this.readableLength === 0)) this.resume();
  }

  /** `sctp` tells of a peer that refuses by `end` alone, which is enough for who listens for that, and not for errors. */
  #failToConnect(error: unknown, place: string): void {
    const isOfPeer = error instanceof SctpError && peerErrors.includes(error.code);
    const isToldByEnd = isOfPeer && this.listenerCount('end') > 0 && this.listenerCount('error') === 0;
    if (isOfPeer) this.#emitEnd();
    this.destroy(isToldByEnd ? undefined : systemError(error, 'connect', place));
  }

  #fail(error: Error): void {
    if (this.destroyed) return;
    this.#emitEnd();
    const place = `${this.remoteAddress}:${this.remotePort}`;
    this.destroy(this.listenerCount('error') > 0 ? systemError(error, 'read', place) : undefined);
  }

  /** Who has only ever waited for `end` is told by it of any end that is not its own doing. */
  #emitEnd(): void {
    if (this.#hasEnded || this.readableEnded) return;
    this.#hasEnded = true;
    this.emit('end');
  }
}

function hostOf(rest: readonly unknown[]): { readonly host?: string } {
  const [host] = rest;
  return typeof host === 'string' ? { host } : {};
}

function familyOf(ip: string | undefined): 'IPv4' | 'IPv6' {
  return ip?.includes(':') ? 'IPv6' : 'IPv4';
}
