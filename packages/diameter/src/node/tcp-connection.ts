import { connect, createServer, type Socket } from 'node:net';
import type { Connection, ConnectionEvents, Connector, Listener } from './connection.ts';
import { MessageFraming } from './message-framing.ts';
import { checkNumber } from './number-option.ts';

/** Which peer to call over TCP. */
export interface TcpConnectOptions {
  /** IP address or name; default 127.0.0.1. */
  readonly host?: string;
  /** 1–65535, default 3868. */
  readonly port?: number;
}

/** Where to listen with TCP. */
export interface TcpListenOptions {
  /** IP address; default: all of the host's. */
  readonly host?: string;
  /** 0–65535, default 3868; 0 takes a free one. */
  readonly port?: number;
}

const defaultPort = 3868;

/** Bytes that may wait before a connection counts as full. */
const sendBuffer = 1024 * 1024;

/** What SCTP takes by default, too. */
const maxMessageLength = 1024 * 1024;

/** Longest wait for the end of the peer once this side has ended, in ms: a socket must not wait for it without end. */
const closeTimeout = 2000;

/** Calls a peer over TCP: to compare, and for peers that have no SCTP. @throws TypeError or RangeError for a wrong port */
export function connectTcp({ host = '127.0.0.1', port = defaultPort }: TcpConnectOptions = {}): Connector {
  checkNumber('port', port, 1, 65_535);
  return {
    connect: (signal) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, signal });
        socket.once('error', reject);
        socket.once('connect', () => {
          socket.removeListener('error', reject);
          resolve(new TcpConnection(socket));
        });
      }),
  };
}

/** Takes calls over TCP. @throws TypeError or RangeError for a wrong port */
export function listenTcp({ host, port = defaultPort }: TcpListenOptions = {}): Listener {
  checkNumber('port', port, 0, 65_535);
  const server = createServer({ pauseOnConnect: true });
  const sockets = new Set<Socket>();
  return {
    listen: (accept) =>
      new Promise((resolve, reject) => {
        server.on('connection', (socket) => {
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket));
          accept(new TcpConnection(socket));
        });
        // Also those that come later, of single connections: they do not end the rest.
        server.on('error', reject);
        server.listen({ host, port }, resolve);
      }),
    stopAccepting: () => void server.close(),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** One Diameter message after the other, in one stream of bytes. */
class TcpConnection implements Connection {
  readonly description: string;
  readonly localAddresses: readonly string[];
  readonly #socket: Socket;
  readonly #framing = new MessageFraming(maxMessageLength);
  #events: ConnectionEvents | undefined;
  #isCorked = false;

  constructor(socket: Socket) {
    const { remoteAddress = '', remotePort = 0, localAddress = '' } = socket;
    this.description = `tcp ${remoteAddress} port ${remotePort}`;
    this.localAddresses = [localAddress.replace(/^::ffff:(?=\d+\.)/, '')];
    this.#socket = socket;
    socket.setNoDelay(true);
    // An end before `handTo` is found there.
    socket.on('error', () => {});
  }

  get isFull(): boolean {
    return this.#socket.writableLength >= sendBuffer;
  }

  handTo(events: ConnectionEvents): void {
    const isFirst = this.#events === undefined;
    this.#events = events;
    if (!isFirst) return;
    const socket = this.#socket;
    let failure: Error | undefined;
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('drain', () => socket.resume());
    socket.on('close', () => this.#events?.close(failure));
    if (socket.destroyed) queueMicrotask(() => this.#events?.close(failure));
    socket.resume();
  }

  send(bytes: Uint8Array): void {
    if (!this.#socket.writable) {
      this.#events?.sendFailed(bytes, false);
      return;
    }
    this.#corkForThisTurn();
    this.#socket.write(bytes);
    if (this.isFull) this.#socket.pause();
  }

  shutdown(): void {
    this.#socket.end();
    this.#socket.resume();
    const timer = setTimeout(() => this.#socket.destroy(), closeTimeout);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  abort(): void {
    this.#socket.resetAndDestroy();
  }

  #receive(chunk: Uint8Array): void {
    for (const framed of this.#framing.push(chunk)) {
      if (framed.type === 'message') this.#events?.message(framed.bytes);
      else this.#events?.garbled();
    }
  }

  /** Messages of one turn of the event loop go out together. */
  #corkForThisTurn(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      this.#socket.uncork();
    });
  }
}
