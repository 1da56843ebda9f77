import {
  type Association,
  type ConnectOptions,
  type ConnectSrvOptions,
  connect,
  createServer,
  type ListenOptions,
  profiles,
  type ServerOptions,
} from 'usctp';
import type { Connection, ConnectionEvents, Connector, Listener } from './connection.ts';

/**
 * Which peer to call over SCTP, and how: the options of `connect`, with port 3868 and timers for Diameter as defaults. With
 * `srv` the peer is looked for in DNS for each call, as `_diameter._sctp.example.com` (RFC 6733 §5.2).
 */
export type SctpConnectOptions =
  | (Omit<ConnectOptions, 'port' | 'signal'> & { readonly port?: number })
  | Omit<ConnectSrvOptions, 'signal'>;

/** Where to listen with SCTP, and how: the options of `listen` and of `createServer`, with the same defaults. */
export type SctpListenOptions = Omit<ListenOptions, 'port' | 'signal'> & ServerOptions & { readonly port?: number };

const { port: defaultPort, management, traffic, options: defaults } = profiles.diameter;

/** Bytes that may wait before a connection counts as full. */
const defaultSendBuffer = 1024 * 1024;

/** INITs for one of several targets: a dead one is given up within 2.5 s, so that the next has its turn. */
const quickInitRetransmissions = 4;

/** How long the rest of the associations has to end once the node has closed, in ms. */
const closeDeadline = 1000;

/**
 * Calls a peer over SCTP, at its addresses or at those of its SRV records.
 * @throws TypeError or RangeError, when it calls, for a wrong option of SCTP
 */
export function connectSctp(options: SctpConnectOptions): Connector {
  const { sendBuffer = defaultSendBuffer } = options;
  return {
    isDiscovery: 'srv' in options,
    async connect(signal) {
      const association = await connect({ ...defaults, ...targetOf(options), sendBuffer, signal });
      return new SctpConnection(association, sendBuffer);
    },
  };
}

function targetOf(options: SctpConnectOptions) {
  return 'srv' in options
    ? { maxInitRetransmissions: quickInitRetransmissions, ...options }
    : { port: defaultPort, ...options };
}

/** Takes calls over SCTP. @throws TypeError or RangeError for a wrong option of SCTP */
export function listenSctp(options: SctpListenOptions = {}): Listener {
  const { port = defaultPort, addresses, transport, sendBuffer = defaultSendBuffer, ...others } = options;
  const server = createServer({ ...defaults, ...others, sendBuffer });
  return {
    async listen(accept) {
      server.on('association', (association) => accept(new SctpConnection(association, sendBuffer)));
      // Those that a failing transport takes along tell their owners themselves.
      server.on('error', () => {});
      await server.listen({ port, ...(addresses && { addresses }), ...(transport && { transport }) });
    },
    stopAccepting: () => server.stopAccepting(),
    async close() {
      await server.drain(closeDeadline);
    },
  };
}

/** One Diameter message is one SCTP message, on any stream (RFC 6733 §2.1.1). */
class SctpConnection implements Connection {
  readonly #association: Association;
  readonly #sendBuffer: number;
  #stream = 0;
  #events: ConnectionEvents | undefined;
  #isPaused = false;
  readonly #receive = ({ data }: { readonly data: Buffer }): void => this.#events?.message(data);

  constructor(association: Association, sendBuffer: number) {
    this.#association = association;
    this.#sendBuffer = sendBuffer;
  }

  get localAddresses(): readonly string[] {
    return this.#association.localAddresses;
  }

  get description(): string {
    const { paths, peerPort } = this.#association;
    return `sctp ${paths.map(({ address }) => address).join(',')} port ${peerPort}`;
  }

  get isFull(): boolean {
    return this.#association.bufferedAmount >= this.#sendBuffer;
  }

  handTo(events: ConnectionEvents): void {
    const isFirst = this.#events === undefined;
    this.#events = events;
    if (!isFirst) return;
    this.#association.on('restart', () => this.#events?.restart());
    this.#association.on('sendFailed', ({ data, wasSent }) => this.#events?.sendFailed(data, wasSent));
    this.#association.on('close', (error) => this.#events?.close(error));
    this.#association.on('message', this.#receive);
  }

  send(bytes: Uint8Array, order: 'ordered' | 'unordered'): void {
    if (this.#association.state !== 'ESTABLISHED') {
      this.#events?.sendFailed(bytes, false);
      return;
    }
    const how = order === 'ordered' ? management : { ...traffic, stream: this.#nextStream() };
    const sent = this.#association.send(bytes, how);
    if (this.isFull) this.#pauseUntil(sent);
    // What the association cannot deliver it tells by events; what it does not take, it has not sent.
    sent.catch((error: { readonly code?: string }) => {
      if (error.code === 'ERR_SCTP_MESSAGE_TOO_LARGE') this.#events?.sendFailed(bytes, false);
    });
  }

  shutdown(): void {
    this.#resume();
    void this.#association.shutdown();
  }

  abort(reason: string): void {
    this.#association.abort(reason);
  }

  /** Streams take turns, so that one that waits for a lost packet holds up no other. */
  #nextStream(): number {
    this.#stream = (this.#stream + 1) % this.#association.outboundStreams;
    return this.#stream;
  }

  /** A peer that asks and does not take its answers is not read until it does. */
  #pauseUntil(room: Promise<void>): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#association.removeListener('message', this.#receive);
    const resume = () => this.#resume();
    room.then(resume, resume);
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#association.on('message', this.#receive);
  }
}
