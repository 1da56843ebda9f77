import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Association as CoreAssociation } from '../association/association.ts';
import { type EndpointStatistics, noStatistics } from '../endpoint/endpoint-statistics.ts';
import { SctpError } from '../errors.ts';
import { checkNumber } from '../number-options.ts';
import { checkCookieKeys, checkOptionNames, type Options, optionNames, resolveOptions } from '../options.ts';
import { raw } from '../transport/raw-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { checkAddresses, checkPort } from './address-checks.ts';
import { Association } from './association.ts';
import { type CallOptions, call, checkCallee, established } from './call.ts';
import { publishClose, publishListening } from './diagnostics.ts';
import { Driver, type DriverOptions, transportFailed } from './driver.ts';

/** Options of all associations of a server. */
export type ServerOptions = Partial<Options>;

/** Where a server listens. */
export interface ListenOptions {
  /** SCTP port, 0–65535; 0 takes a free one. */
  readonly port: number;
  /** IP addresses to listen on; default: all of the host's. */
  readonly addresses?: readonly string[];
  /** Default: `raw()`, which needs CAP_NET_RAW. */
  readonly transport?: Transport;
  /** Closes the server, as `close` does, when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Associations that `close` begins to shut down at a time. */
const shutdownsPerTurn = 64;

const listenNames: readonly (keyof ListenOptions)[] = ['port', 'addresses', 'transport', 'signal'];
const callNames: readonly (keyof CallOptions)[] = ['port', 'addresses', 'signal'];

/** What became of the associations that a server drained. */
export interface Drained {
  /** Associations that were shut down gracefully. */
  readonly shutdowns: number;
  /** Associations that failed meanwhile, or were aborted as the deadline passed. */
  readonly aborteds: number;
}

/** The events of a {@link Server}, with their arguments. */
export interface ServerEvents {
  /**
   * A peer has set up an association. When a listener returns a promise that rejects, its association is aborted; what
   * it rejects with becomes an `error` event, unless it is just why the association ended.
   */
  association: [association: Association];
  /** The transport has failed, after which the server is closed; or a handler of an association has. */
  error: [error: Error];
  /** The server listens no more, and all its associations have ended. */
  close: [];
}

/** Makes a server that takes associations. @throws TypeError or RangeError for a wrong option. */
export function createServer(options: ServerOptions = {}): Server {
  return new Server(options);
}

/** Takes associations on one SCTP port, and makes some from there. See {@link createServer}. */
export class Server extends EventEmitter<ServerEvents> {
  #options: Options;
  readonly #associations = new Set<Association>();
  /** Associations that `connect` is setting up. */
  readonly #calls = new Set<Association>();
  #driver: Driver | undefined;
  /** Settled once the port is taken, or cannot be; undefined while the server does not listen. */
  #opening: Promise<Driver> | undefined;
  #isClosing = false;
  readonly #forget = (association: Association) => this.#associations.delete(association);

  /** @throws TypeError or RangeError for a wrong option. */
  constructor(options: ServerOptions = {}) {
    super({ captureRejections: true });
    checkOptionNames(options, optionNames);
    this.#options = resolveOptions(options);
  }

  /** SCTP port; undefined while the server does not listen. */
  get port(): number | undefined {
    return this.#driver?.port;
  }

  /** Addresses that peers can reach the server at. */
  get addresses(): readonly string[] {
    return this.#driver?.localAddresses ?? [];
  }

  /** Associations that are established and have not ended, whoever set them up. */
  get associations(): ReadonlySet<Association> {
    return this.#associations;
  }

  /** Counts since the server began to listen, named after RFC 3873; all 0 while it does not. */
  statistics(): EndpointStatistics {
    return this.#driver?.endpoint.statistics() ?? noStatistics();
  }

  /**
   * Takes associations from now on.
   * @throws (as a rejection) TypeError or RangeError for a wrong option; SctpError for why the transport cannot be opened,
   * or `ERR_SCTP_PORT_IN_USE` when this server listens already; the reason of `signal`.
   */
  async listen(options: ListenOptions): Promise<void> {
    checkOptionNames(options, listenNames);
    const { port, addresses = [], transport = raw(), signal } = options;
    checkPort('port', port, 0);
    const localAddresses = checkAddresses('addresses', addresses);
    signal?.throwIfAborted();
    if (this.#opening !== undefined) throw new SctpError('ERR_SCTP_PORT_IN_USE', 'this server listens already');
    this.#opening = this.#open({ port, localAddresses, transport }, signal);
    try {
      this.#driver = await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
    const { endpoint } = this.#driver;
    // They may have been replaced while the transport was opened.
    if (this.#options.cookieKeys !== undefined) endpoint.setCookieKeys(this.#options.cookieKeys);
    endpoint.listen(true);
    publishListening(this);
    if (signal !== undefined) this.#closeOn(signal);
  }

  /**
   * Sets up an association from the server's own port and addresses, with the server's options; resolves
   * once it is established. There is no `association` event for it.
   * @throws (as a rejection) as the function `connect` does; SctpError `ERR_SCTP_CLOSED` when the server does not listen,
   * `ERR_SCTP_CONNECT_FAILED` when it has an association with that peer already, `ERR_SCTP_ABORTED` when it closes.
   */
  async connect(options: CallOptions): Promise<Association> {
    checkOptionNames(options, callNames);
    const callee = checkCallee(options);
    options.signal?.throwIfAborted();
    const driver = this.#driver;
    if (driver === undefined || this.#isClosing) {
      throw new SctpError(
        'ERR_SCTP_CLOSED',
        'this server does not listen; it connects from the port that it listens on',
      );
    }
    const association = call(driver, callee);
    this.#calls.add(association);
    try {
      await established(association, options.signal);
      this.#keep(association);
    } finally {
      this.#calls.delete(association);
    }
    return association;
  }

  /**
   * Replaces {@link Options.cookieKeys}: the first key signs from now on, all are accepted. To rotate the keys of several
   * replicas, first give all of them the new key in the last place, then in the first, and later drop the old one.
   * @throws TypeError, or RangeError for a key that is too short.
   */
  setCookieKeys(keys: readonly Uint8Array[]): void {
    const cookieKeys = checkCookieKeys(keys);
    this.#options = { ...this.#options, cookieKeys };
    this.#driver?.endpoint.setCookieKeys(cookieKeys);
  }

  /** Takes no more associations, which are refused from now on; those there are go on, until {@link close}. */
  stopAccepting(): void {
    this.#driver?.endpoint.listen(false);
  }

  /**
   * Takes no more associations and shuts down those there are; resolves when all have ended, by five minutes after a
   * peer that does not go along at the latest. Whoever asks for the port then gets it. Idempotent.
   */
  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    const driver = this.#driver;
    if (driver === undefined) return;
    this.#isClosing = true;
    driver.endpoint.listen(false);
    await this.#shutDownAll();
    if (this.#driver !== driver) return;
    this.#release();
    driver.linger();
    publishClose(this, driver.port, undefined);
    this.emit('close');
  }

  /**
   * Closes the server within `deadline` ms, 0–86,400,000, by default 10,000: takes no more associations, shuts down
   * those there are, and aborts those that have not ended by then (RFC 9260 §9). For the end of a process, as on SIGTERM.
   * @throws (as a rejection) TypeError or RangeError for a wrong deadline.
   */
  async drain(deadline?: number): Promise<Drained> {
    const delay = checkNumber('deadline', { default: 10_000, min: 0, max: 24 * 60 * 60_000 }, deadline);
    const drained = [...this.#associations];
    const timer = setTimeout(() => this.#abortAll(`not shut down within ${delay} ms`), delay);
    try {
      await this.close();
    } finally {
      clearTimeout(timer);
    }
    const shutdowns = drained.filter(({ error }) => error === undefined).length;
    return { shutdowns, aborteds: drained.length - shutdowns };
  }

  /** Closes the server, as `await using` does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  [Symbol.for('nodejs.rejection')](reason: unknown, event: string, association: unknown): void {
    if (event === 'error') {
      // Not to the listeners of `error` again: it was one of them that failed.
      process.nextTick(() => {
        throw reason;
      });
      return;
    }
    if (association instanceof Association) {
      if (isOfTheEnd(reason, association)) return;
      association.abort('its handler failed');
    }
    this.emit('error', reason instanceof Error ? reason : new Error(String(reason)));
  }

  async #open(
    where: Pick<DriverOptions, 'port' | 'localAddresses' | 'transport'>,
    signal: AbortSignal | undefined,
  ): Promise<Driver> {
    const driver = await Driver.open({
      ...where,
      options: this.#options,
      accepted: (core) => this.#accept(core),
      failed: (error) => this.#fail(error),
    });
    if (signal?.aborted !== true) return driver;
    driver.close();
    throw signal.reason;
  }

  #closeOn(signal: AbortSignal): void {
    const close = () => void this.close();
    signal.addEventListener('abort', close, { once: true });
    this.once('close', () => signal.removeEventListener('abort', close));
  }

  #accept(core: CoreAssociation): void {
    const driver = this.#driver;
    if (driver === undefined) return;
    const association = new Association(core, driver);
    this.#keep(association);
    this.emit('association', association);
  }

  /** A few in each turn of the event loop: thousands of packets at once would be lost in the buffers of sockets. */
  async #shutDownAll(): Promise<void> {
    const ends: Promise<void>[] = [];
    for (const association of [...this.#calls, ...this.#associations]) {
      ends.push(association.shutdown());
      if (ends.length % shutdownsPerTurn === 0) await setImmediate();
    }
    // One that fails meanwhile has told its own user.
    await Promise.allSettled(ends);
  }

  #keep(association: Association): void {
    this.#associations.add(association);
    association.whenEnded(this.#forget);
  }

  #abortAll(reason: string): void {
    for (const association of [...this.#calls, ...this.#associations]) association.abort(reason);
  }

  #release(): void {
    this.#driver = undefined;
    this.#opening = undefined;
    this.#isClosing = false;
  }

  #fail(error: Error): void {
    const failure = transportFailed(error);
    for (const association of [...this.#calls, ...this.#associations]) association.fail(failure);
    const driver = this.#driver;
    driver?.closeSoon();
    this.#release();
    if (driver !== undefined) publishClose(this, driver.port, failure);
    this.emit('error', failure);
    this.emit('close');
  }
}

/** Whether a handler failed for no other reason than that its association has ended, or takes no more messages. */
function isOfTheEnd(reason: unknown, association: Association): boolean {
  if (!(reason instanceof SctpError) || association.state === 'ESTABLISHED') return false;
  return reason === association.error || reason.code === 'ERR_SCTP_NOT_CONNECTED';
}
