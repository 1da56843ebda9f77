import { EventEmitter } from 'node:events';
import { createServer, type Server as SctpServer } from '../socket/server.ts';
import { type AssociationOptions, addressList, associationOptions } from './open-association.ts';
import { type AddressInfo, acceptedSocket, type Socket } from './socket.ts';
import { systemError } from './system-error.ts';
import { type TransportChoice, transportOf } from './transport-choice.ts';

/** What the sockets of a server send, and what carries it. */
export interface ServerOptions extends TransportChoice {
  /** Payload protocol identifier, default 0. */
  readonly ppid?: number | undefined;
}

/** Where a server listens, and how. Beside what is listed, it takes each option of usctp. */
export interface ListenOptions extends AssociationOptions {
  /** SCTP port; digits are taken, too. Default 0, a free one. */
  readonly port?: number | string | undefined;
  /** IP addresses; default: all of the host's. */
  readonly host?: string | readonly string[] | undefined;
}

/** Takes connections of a peer's choice. Events: `listening`, `connection` with a {@link Socket}, `error`, `close`. */
export class Server extends EventEmitter {
  listening = false;
  ppid: number | undefined;
  /** Inbound streams, where `listen` is not told `MIS`. */
  maxConnections: number | undefined;
  localPort: number | undefined;
  localAddress: string | undefined;
  readonly #options: ServerOptions;
  readonly #sockets = new Set<Socket>();
  #server: SctpServer | undefined;

  /** @see createServer */
  constructor(options: ServerOptions | ((socket: Socket) => void) = {}, listener?: (socket: Socket) => void) {
    super();
    this.#options = typeof options === 'function' ? {} : options;
    this.ppid = this.#options.ppid;
    const onConnection = typeof options === 'function' ? options : listener;
    if (onConnection !== undefined) this.on('connection', onConnection);
  }

  /** Where the server listens; without port while it does not. */
  address(): AddressInfo {
    const address = this.localAddress;
    return { port: this.localPort, address, family: address?.includes(':') ? 'IPv6' : 'IPv4' };
  }

  /**
   * `listen(options)` or `listen(port[, host[, backlog]])`, each with a listener for `listening` behind it.
   * @throws Error `ERR_SERVER_ALREADY_LISTEN`.
   */
  listen(where: ListenOptions | number | string = {}, ...rest: readonly unknown[]): this {
    if (this.#server !== undefined) {
      throw Object.assign(new Error('listen was called already'), { code: 'ERR_SERVER_ALREADY_LISTEN' });
    }
    const [host] = rest;
    const options = typeof where === 'object' ? where : { port: where, ...(typeof host === 'string' && { host }) };
    const listener = rest.find((value) => typeof value === 'function');
    // `as`: what else it takes, it cannot be asked.
    if (listener !== undefined) this.once('listening', listener as () => void);
    this.#server = createServer(associationOptions({ MIS: this.maxConnections, ...options }));
    void this.#listen(this.#server, { ...this.#options, ...options });
    return this;
  }

  /** Takes no more connections. `close` follows once those there are have ended; then the port is free. */
  close(listener?: (error?: Error) => void): this {
    const server = this.#server;
    if (server === undefined) {
      const error = Object.assign(new Error('server is not running'), { code: 'ERR_SERVER_NOT_RUNNING' });
      if (listener !== undefined) process.nextTick(listener, error);
      return this;
    }
    if (listener !== undefined) this.once('close', listener);
    this.#server = undefined;
    this.listening = false;
    server.stopAccepting();
    void this.#close(server);
    return this;
  }

  async #listen(server: SctpServer, options: ListenOptions): Promise<void> {
    const addresses = addressList(options.host);
    const port = Number(options.port ?? 0);
    server.on('association', (association) => {
      const socket = acceptedSocket(association, { ppid: this.ppid });
      this.#sockets.add(socket);
      association.once('close', () => this.#sockets.delete(socket));
      this.emit('connection', socket);
    });
    server.on('error', (error) => {
      if (this.#server === server) this.#fail(error, `${addresses[0] ?? '0.0.0.0'}:${port}`);
    });
    try {
      await server.listen({ port, addresses, transport: transportOf(options) });
    } catch (error) {
      if (this.#server === server) this.#fail(error, `${addresses[0] ?? '0.0.0.0'}:${port}`);
      return;
    }
    if (this.#server !== server) return;
    this.listening = true;
    this.localPort = server.port;
    this.localAddress = addresses[0] ?? '0.0.0.0';
    this.emit('listening');
  }

  async #close(server: SctpServer): Promise<void> {
    const associations = [...server.associations];
    await Promise.all(associations.map((association) => new Promise((resolve) => association.once('close', resolve))));
    await server.close();
    if (this.#server === undefined) this.localPort = undefined;
    this.emit('close');
  }

  #fail(error: unknown, place: string): void {
    this.#server = undefined;
    this.listening = false;
    this.emit('error', systemError(error, 'bind', place));
  }
}
