import { EventEmitter } from 'node:events';
import type { Association as CoreAssociation } from '../association/association.ts';
import { type EndpointStatistics, noStatistics } from '../endpoint/endpoint-statistics.ts';
import { SctpError } from '../errors.ts';
import { checkCookieKeys, checkOptionNames, type Options, resolveOptions } from '../options.ts';
import { raw } from '../transport/raw-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { checkAddresses, checkPort } from './address-checks.ts';
import { Association } from './association.ts';
import { Driver, transportFailed } from './driver.ts';

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
}

/** The events of a {@link Server}, with their arguments. */
export interface ServerEvents {
  /**
   * A peer has set up an association. When a listener returns a promise that rejects, its association is aborted; what
   * it rejects with becomes an `error` event, unless it is just why the association ended.
   */
  association: [association: Association];
  error: [error: Error];
  close: [];
}

/** Makes a server that takes associations. @throws TypeError or RangeError for a wrong option. */
export function createServer(options: ServerOptions = {}): Server {
  return new Server(options);
}

/** Takes associations on one SCTP port. See {@link createServer}. */
export class Server extends EventEmitter<ServerEvents> {
  #options: Options;
  readonly #associations = new Set<Association>();
  #driver: Driver | undefined;
  /** Settled once the port is taken, or cannot be; undefined while the server does not listen. */
  #opening: Promise<Driver> | undefined;

  /** @throws TypeError or RangeError for a wrong option. */
  constructor(options: ServerOptions = {}) {
    super({ captureRejections: true });
    checkOptionNames(options, []);
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

  /** Associations that have not ended. */
  get associations(): ReadonlySet<Association> {
    return this.#associations;
  }

  /** Counts since the server began to listen, named after RFC 3873; all 0 while it does not. */
  statistics(): EndpointStatistics {
    return { ...(this.#driver?.endpoint.statistics ?? noStatistics()) };
  }

  /**
   * Takes associations from now on.
   * @throws (as a rejection) TypeError or RangeError for a wrong option; SctpError for why the transport cannot be opened,
   * or `ERR_SCTP_PORT_IN_USE` when this server listens already.
   */
  async listen({ port, addresses = [], transport = raw() }: ListenOptions): Promise<void> {
    checkPort('port', port, 0);
    const localAddresses = checkAddresses('addresses', addresses);
    if (this.#opening !== undefined) throw new SctpError('ERR_SCTP_PORT_IN_USE', 'this server listens already');
    this.#opening = Driver.open({
      port,
      localAddresses,
      transport,
      options: this.#options,
      accepted: (core) => this.#accept(core),
      failed: (error) => this.#fail(error),
    });
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

  /**
   * Takes no more associations and shuts down those there are; resolves when all have ended, by five minutes after a
   * peer that does not go along at the latest. Whoever asks for the port then gets it. Idempotent.
   */
  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    const driver = this.#driver;
    if (driver === undefined) return;
    driver.endpoint.listen(false);
    // One that fails meanwhile has told its own user.
    await Promise.allSettled([...this.#associations].map((association) => association.shutdown()));
    if (this.#driver !== driver) return;
    this.#driver = undefined;
    this.#opening = undefined;
    driver.linger();
    this.emit('close');
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

  #accept(core: CoreAssociation): void {
    const driver = this.#driver;
    if (driver === undefined) return;
    const association = new Association(core, driver);
    this.#associations.add(association);
    association.once('close', () => this.#associations.delete(association));
    this.emit('association', association);
  }

  #fail(error: Error): void {
    const failure = transportFailed(error);
    for (const association of this.#associations) association.fail(failure);
    this.#driver?.closeSoon();
    this.#driver = undefined;
    this.#opening = undefined;
    this.emit('error', failure);
    this.emit('close');
  }
}

/** Whether a handler failed for no other reason than that its association has ended, or takes no more messages. */
function isOfTheEnd(reason: unknown, association: Association): boolean {
  if (!(reason instanceof SctpError) || association.state === 'ESTABLISHED') return false;
  return reason === association.error || reason.code === 'ERR_SCTP_NOT_CONNECTED';
}
