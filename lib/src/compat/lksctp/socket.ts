import { Duplex } from 'node:stream';
import type { PathStatus } from '../../association/status.ts';
import type { Association } from '../../socket/association.ts';
import { localAddressOf } from '../local-address.ts';
import { type MessageBuffer, messageBuffer } from '../message-buffer.ts';
import { MessageLengths } from '../message-lengths.ts';
import { MessagePump } from '../message-pump.ts';
import { kernelError } from './errno.ts';
import {
  type AddressState,
  assocChange,
  type Notification,
  peerAddressChange,
  remoteError,
  shutdownEvent,
} from './notification.ts';
import { type AssociationOptions, bufferSizes } from './options.ts';
import { type PeerInfo, peerInfoOf, type Status, statusOf } from './status.ts';

/** Between `peer-info-update` events, in ms. */
const peerInfoInterval = 5000;

let lastId = 0;

/** What is known of an association before it is established. */
export interface Ends {
  readonly localPort: number | undefined;
  readonly localAddresses: readonly string[] | undefined;
  readonly remotePort: number;
  readonly remoteAddresses: readonly string[];
}

/** Sets up an association, unless `signal` is aborted. */
export type Opening = (signal: AbortSignal) => Promise<Association>;

/**
 * An association as a Duplex of bytes: what is written at once is one message, and each message that comes is one `data`.
 * `buffer.ppid` is its payload protocol identifier, `buffer.sid` its stream. Events beside those of a Duplex: `connect`,
 * `notification` with a {@link Notification}, `address-change`, `peer-info-update`.
 */
export class LksctpSocket extends Duplex {
  readonly #ends: Ends | undefined;
  readonly #attempt = new AbortController();
  readonly #lengths = new MessageLengths(this);
  readonly #established: Promise<Association>;
  #association: Association | undefined;
  #pump: MessagePump | undefined;
  #id = 0;
  #isEnding = false;
  #knownAddresses = '';
  #interval: NodeJS.Timeout | undefined;

  /** For `connect` and `createServer` alone: an association that is up already, or will be between the `ends`. */
  constructor(options: AssociationOptions, source: Association | Opening, ends?: Ends) {
    super({ ...bufferSizes(options), allowHalfOpen: false });
    this.#ends = ends;
    if (typeof source !== 'function') {
      this.#established = Promise.resolve(source);
      this.#establish(source);
      return;
    }
    this.#established = source(this.#attempt.signal);
    this.#established.then(
      (association) => {
        this.#establish(association);
        this.emit('connect');
      },
      (error: unknown) => this.destroy(kernelError(error, 'connect')),
    );
  }

  /** Whether it is not connected yet. */
  get connecting(): boolean {
    return this.#association === undefined;
  }

  /** As {@link connecting}. */
  get pending(): boolean {
    return this.connecting;
  }

  /** `opening` until it is connected. */
  get readyState(): 'opening' | 'open' {
    return this.connecting ? 'opening' : 'open';
  }

  /** Known from `connect` on, where the system chooses. */
  get localPort(): number | undefined {
    return this.#association?.localPort ?? this.#ends?.localPort;
  }

  /** An address of this side. */
  get localAddress(): string | undefined {
    if (this.#association === undefined) return this.#ends?.localAddresses?.[0];
    return localAddressOf(this.#association).localAddress;
  }

  /** The addresses of this side. */
  get localAddresses(): readonly string[] {
    return this.#association?.localAddresses ?? this.#ends?.localAddresses ?? [];
  }

  /** Of `localAddress`. */
  get localFamily(): 'IPv4' | 'IPv6' {
    return familyOf(this.localAddress);
  }

  /** SCTP port of the peer. */
  get remotePort(): number | undefined {
    return this.#association?.peerPort ?? this.#ends?.remotePort;
  }

  /** The primary address. */
  get remoteAddress(): string | undefined {
    return this.remoteAddresses[0];
  }

  /** All addresses, the primary one first. */
  get remoteAddresses(): readonly string[] {
    return this.#association?.paths.map(({ address }) => address) ?? this.#ends?.remoteAddresses ?? [];
  }

  /** Of `remoteAddress`. */
  get remoteFamily(): 'IPv4' | 'IPv6' {
    return familyOf(this.remoteAddress);
  }

  /** What is known of each address of the peer, at this moment. */
  get peerInfoByAddress(): Readonly<Record<string, PeerInfo>> {
    const paths = this.#association?.paths ?? [];
    return Object.fromEntries(paths.map((path) => [path.address, peerInfoOf(path)]));
  }

  /** The association of usctp below; undefined before `connect`. */
  get association(): Association | undefined {
    return this.#association;
  }

  /** This side's port, address and family. */
  address(): {
    readonly address: string | undefined;
    readonly family: 'IPv4' | 'IPv6';
    readonly port: number | undefined;
  } {
    return { address: this.localAddress, family: this.localFamily, port: this.localPort };
  }

  /** @throws Error before `connect` and after `destroy`. */
  status(): Status {
    if (this.destroyed) throw new Error('there is no status after destroy');
    if (this.#association === undefined) throw new Error('there is no status before connect');
    return statusOf(this.#association, this.#id);
  }

  /** No effect on this association: the option `noDelay` has it. @throws TypeError for what is not true or false. */
  setNoDelay(noDelay = true): this {
    if (typeof noDelay !== 'boolean') throw new TypeError(`noDelay is ${String(noDelay)}, not true or false`);
    return this;
  }

  /** The next message, or `size` bytes. */
  override read(size?: number): unknown {
    return this.#lengths.read(size, (count) => super.read(count));
  }

  /** @internal */
  override _read(): void {
    this.#pump?.resume();
  }

  /** @internal */
  override _write(message: MessageBuffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#send(message).then(
      () => done(),
      (error: unknown) => done(kernelError(error, 'write')),
    );
  }

  /** @internal */
  override _final(done: (error?: Error) => void): void {
    const end = (association: Association) => {
      this.#isEnding = true;
      void association.shutdown();
      done();
    };
    this.#established.then(end, () => done());
  }

  /** @internal */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#attempt.abort(error ?? new Error('the socket was destroyed'));
    if (!this.#isEnding && this.#association?.state === 'ESTABLISHED') this.#association.abort(error?.message);
    this.#pump?.discard();
    clearInterval(this.#interval);
    done(error);
  }

  async #send(message: MessageBuffer): Promise<void> {
    const association = await this.#established;
    if (message.length === 0) return;
    await association.send(message, { stream: message.sid ?? 0, ppid: message.ppid ?? 0 });
  }

  #establish(association: Association): void {
    lastId += 1;
    this.#id = lastId;
    this.#association = association;
    this.#knownAddresses = this.remoteAddresses.join();
    this.#listen(association);
    this.#pump = new MessagePump(() => association, {
      hasRoom: () => this.readableLength < this.readableHighWaterMark,
      deliver: (message) => this.#lengths.push(messageBuffer(message)),
      // After the notification of the end, which the association's `close` brings.
      end: () => setImmediate(() => this.push(null)),
    });
    this.#interval = setInterval(() => this.emit('peer-info-update'), peerInfoInterval).unref();
    // Not before there are listeners.
    process.nextTick(() => this.#notify(assocChange(association, 'SCTP_COMM_UP', this.#id)));
  }

  #listen(association: Association): void {
    association.on('path', (path) => this.#handlePath(path));
    association.on('restart', () => this.#notify(assocChange(association, 'SCTP_RESTART', this.#id)));
    association.on('peerShutdown', () => this.#notify(shutdownEvent(this.#id)));
    association.on('peerError', (causes) => this.#notify(remoteError(causes, this.#id)));
    association.once('close', (error) => {
      const state = error === undefined ? 'SCTP_SHUTDOWN_COMP' : 'SCTP_COMM_LOST';
      this.#notify(assocChange(association, state, this.#id));
      if (error !== undefined) this.destroy(kernelError(error, 'read'));
    });
  }

  #handlePath(path: PathStatus): void {
    const addresses = this.remoteAddresses.join();
    const isChanged = addresses !== this.#knownAddresses;
    this.#knownAddresses = addresses;
    const state = isChanged && path.isPrimary ? 'SCTP_ADDR_MADE_PRIM' : addressStateOf(path);
    if (isChanged) this.emit('address-change');
    this.emit('peer-info-update');
    this.#notify(peerAddressChange(path.address, this.remotePort ?? 0, state, this.#id));
  }

  #notify(notification: Notification): void {
    this.emit('notification', notification);
  }
}

function addressStateOf({ state }: PathStatus): AddressState {
  if (state === 'ACTIVE') return 'SCTP_ADDR_AVAILABLE';
  return state === 'POTENTIALLY-FAILED' ? 'SCTP_ADDR_POTENTIALLY_FAILED' : 'SCTP_ADDR_UNREACHABLE';
}

function familyOf(ip: string | undefined): 'IPv4' | 'IPv6' {
  return ip?.includes(':') ? 'IPv6' : 'IPv4';
}
