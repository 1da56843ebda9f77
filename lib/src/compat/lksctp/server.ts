import { EventEmitter } from 'node:events';
import { createServer, type Server } from '../../socket/server.ts';
import { kernelError } from './errno.ts';
import { type AssociationOptions, addressesOf, associationOptions, portOf } from './options.ts';
import { LksctpSocket } from './socket.ts';

/** Where a server listens. */
export interface ListenOptions {
  /** SCTP port; 0 takes a free one. */
  readonly port: number | string;
  /** IP address; default: all of the host's. */
  readonly host?: string | null | undefined;
  readonly localAddresses?: readonly string[] | null | undefined;
  /** No effect: associations wait for nobody. */
  readonly backlog?: number | undefined;
}

/** An address with its port, as `node:net` has it. */
export interface AddressInfo {
  readonly family: 'IPv4' | 'IPv6';
  readonly address: string;
  readonly port: number;
}

interface Place {
  readonly port: number;
  readonly addresses: readonly string[];
}

/** Takes associations. Events: `listening`, `connection` with an {@link LksctpSocket}, `error`, `close`. */
export class LksctpServer extends EventEmitter {
  readonly #options: AssociationOptions;
  #server: Server | undefined;
  #place: Place | undefined;

  /** For `createServer` alone. */
  constructor(options: AssociationOptions) {
    super();
    this.#options = options;
    associationOptions(options); // wrong ones are told at once
  }

  /** Whether associations are taken. */
  get listening(): boolean {
    return this.#place !== undefined;
  }

  /**
   * `listen(options)` or `listen(port[, host][, backlog])`, each with a listener for `listening` behind it.
   * @throws Error when it listens already; TypeError or RangeError for a wrong option.
   */
  listen(where: ListenOptions | number | string, ...rest: readonly unknown[]): this {
    if (this.#server !== undefined) throw new Error('this server listens already');
    const options = typeof where === 'object' && where !== null ? where : { port: where, host: hostOf(rest) };
    const port = portOf('port', options.port, 0);
    const names = ['host', 'localAddresses'] as const;
    const addresses = addressesOf({ one: options.host, several: options.localAddresses, names }) ?? [];
    const listener = rest.find((value) => typeof value === 'function');
    // `as`: what else it takes, it cannot be asked.
    if (listener !== undefined) this.once('listening', listener as () => void);
    this.#server = createServer(associationOptions(this.#options));
    void this.#listen(this.#server, { port, addresses });
    return this;
  }

  /** Its first address; null while the server does not listen, as `node:net` has it. */
  address(): AddressInfo | null {
    return this.#place === undefined ? null : addressInfo(this.#place.addresses[0] ?? '0.0.0.0', this.#place.port);
  }

  /** @throws Error while the server does not listen. */
  getLocalAddresses(): AddressInfo[] {
    const { port, addresses } = this.#place ?? {};
    if (port === undefined || addresses === undefined) throw new Error('this server does not listen');
    return (addresses.length > 0 ? addresses : ['0.0.0.0']).map((ip) => addressInfo(ip, port));
  }

  /** Takes no more associations; those there are go on. `close` follows. */
  close(listener?: (error?: Error) => void): this {
    const server = this.#server;
    const error = server === undefined ? new Error('this server is not running') : undefined;
    this.#server = undefined;
    this.#place = undefined;
    if (server !== undefined) void release(server);
    process.nextTick(() => {
      this.emit('close');
      listener?.(error);
    });
    return this;
  }

  async #listen(server: Server, { port, addresses }: Place): Promise<void> {
    server.on('association', (association) => {
      this.emit('connection', new LksctpSocket(this.#options, association));
    });
    server.on('error', (error) => this.#fail(server, error));
    try {
      const { transport } = this.#options;
      await server.listen({ port, addresses, ...(transport !== undefined && { transport }) });
    } catch (error) {
      this.#fail(server, error);
      return;
    }
    if (this.#server !== server) return;
    this.#place = { port: server.port ?? port, addresses };
    this.emit('listening');
  }

  #fail(server: Server, error: unknown): void {
    if (this.#server !== server) return;
    this.#server = undefined;
    this.#place = undefined;
    this.emit('error', kernelError(error, 'bind'));
  }
}

/** Gives the port back once the last association has ended. */
async function release(server: Server): Promise<void> {
  server.stopAccepting();
  const ends = [...server.associations].map((one) => new Promise((resolve) => one.once('close', resolve)));
  await Promise.all(ends);
  await server.close();
}

function addressInfo(address: string, port: number): AddressInfo {
  return { family: address.includes(':') ? 'IPv6' : 'IPv4', address, port };
}

function hostOf(rest: readonly unknown[]): string | undefined {
  const wrong = rest.find((value) => value != null && !['string', 'number', 'function'].includes(typeof value));
  if (wrong !== undefined) throw new TypeError(`listen takes port, host, backlog and a listener, not ${typeof wrong}`);
  return rest.find((value) => typeof value === 'string');
}
