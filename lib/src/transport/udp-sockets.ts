import { createSocket, type Socket, type SocketOptions } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import { type Address, address, type Family } from '../address.ts';
import { SctpError } from '../errors.ts';

const wildcards = ['0.0.0.0', '::'] as const;
/** How often a free port of one address is looked for that is free at the others, too. */
const ephemeralTries = 16;
const absentFamily = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'];

/** What {@link UdpSockets} tell their owner. */
export interface UdpListener {
  /** A datagram came from there, `to` the address that its socket is bound to, if that is one. */
  receive(datagram: Uint8Array, ip: string, port: number, to: Address | undefined): void;
  fail(error: Error): void;
}

export interface UdpBufferSizes {
  readonly receiveBufferSize: number;
  readonly sendBufferSize: number;
}

/** The UDP sockets of one port: one of each family, or one of each local address. */
export class UdpSockets {
  readonly #listener: UdpListener;
  readonly #sizes: UdpBufferSizes;
  readonly #sockets = new Map<string, Socket>();
  #port: number | undefined;

  constructor(listener: UdpListener, sizes: UdpBufferSizes) {
    this.#listener = listener;
    this.#sizes = sizes;
  }

  /** Undefined while nothing is bound. */
  get port(): number | undefined {
    return this.#port;
  }

  /**
   * Binds what is not bound yet: the addresses given, or all of the host when none are.
   * @throws SctpError as {@link Transport.open} says.
   */
  async bind(addresses: readonly string[], wantedPort: number): Promise<void> {
    if (wildcards.some((ip) => this.#sockets.has(ip))) return;
    if (addresses.length === 0 && this.#port !== undefined) {
      throw new SctpError(
        'ERR_SCTP_PORT_IN_USE',
        `UDP port ${this.#port} is bound to ${[...this.#sockets.keys()].join(', ')} only: ` +
          'open the port for all addresses first, or use another udp()',
      );
    }
    const missing = addresses.filter((ip) => !this.#sockets.has(ip));
    if (addresses.length > 0 && missing.length === 0) return;
    if (this.#port !== undefined || wantedPort !== 0) return this.#bindAll(missing, this.#port ?? wantedPort);
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#bindAll(missing, 0);
      } catch (error) {
        const isTaken = error instanceof SctpError && error.code === 'ERR_SCTP_PORT_IN_USE';
        if (!isTaken || tried === ephemeralTries) throw error;
      }
    }
  }

  /** The socket bound to the address, or to all of its family. */
  find(ip: string | undefined, family: Family): Socket | undefined {
    const exact = ip === undefined ? undefined : this.#sockets.get(ip);
    return exact ?? this.#sockets.get(wildcards[family === 4 ? 0 : 1]);
  }

  setReferenced(isReferenced: boolean): void {
    for (const socket of this.#sockets.values()) isReferenced ? socket.ref() : socket.unref();
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    this.#port = undefined;
  }

  /** Either all are bound, to one port, or none. */
  async #bindAll(addresses: readonly string[], wantedPort: number): Promise<void> {
    const bound = new Map<string, Socket>();
    let port = wantedPort;
    try {
      for (const ip of addresses.length > 0 ? addresses : wildcards) {
        const isOptional = addresses.length === 0 && (ip === '0.0.0.0' || bound.size > 0);
        const socket = await this.#bindOne({ ip, port, isOptional });
        if (socket === undefined) continue;
        bound.set(ip, socket);
        port = socket.address().port;
      }
    } catch (error) {
      for (const socket of bound.values()) socket.close();
      throw error;
    }
    for (const [ip, socket] of bound) this.#adopt(ip, socket);
    this.#port = port;
  }

  /** Undefined when the host lacks the address family and the socket is not the only one. */
  async #bindOne({ ip, port, isOptional }: BindRequest): Promise<Socket | undefined> {
    const family = isIPv4(ip) ? 4 : 6;
    // dgram looks up the address of every packet that it sends; ours are addresses already, and of the socket's family.
    const lookup: SocketOptions['lookup'] = (text, _options, done) => done(null, text, family);
    const socket = createSocket(family === 4 ? { type: 'udp4', lookup } : { type: 'udp6', ipv6Only: true, lookup });
    try {
      const listening = once(socket, 'listening');
      socket.bind({ address: ip, port, exclusive: true });
      await listening;
      enlargeBuffers(socket, this.#sizes);
      return socket;
    } catch (error) {
      socket.close();
      const code = errorCode(error);
      if (isOptional && code !== undefined && absentFamily.includes(code)) return undefined;
      throw bindError(error, ip, port);
    }
  }

  /** All are closed before the owners hear of it: their ports carry nothing any more, and can be opened anew. */
  #fail(ip: string, socket: Socket, error: Error): void {
    if (this.#sockets.get(ip) !== socket) return;
    this.close();
    this.#listener.fail(error);
  }

  #adopt(ip: string, socket: Socket): void {
    const to = wildcards.some((wildcard) => wildcard === ip) ? undefined : address(ip);
    socket.on('message', (datagram, rinfo) => {
      // Not as a Buffer, whose slice() is no copy.
      const bytes = new Uint8Array(datagram.buffer, datagram.byteOffset, datagram.length);
      this.#listener.receive(bytes, rinfo.address, rinfo.port, to);
    });
    socket.on('error', (error) => this.#fail(ip, socket, error));
    this.#sockets.set(ip, socket);
  }
}

interface BindRequest {
  readonly ip: string;
  readonly port: number;
  readonly isOptional: boolean;
}

/** What a failed bind means to the user. */
export function bindError(cause: unknown, ip: string, port: number): unknown {
  switch (errorCode(cause)) {
    case 'EADDRINUSE':
      return new SctpError(
        'ERR_SCTP_PORT_IN_USE',
        `UDP port ${port} of ${ip} is in use: close the program that has it (ss -lunp names it), ` +
          'or choose another port with udp({ localPort })',
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return new SctpError('ERR_SCTP_ADDRESS_NOT_AVAILABLE', `UDP cannot use ${ip}: not an address of this host`, {
        cause,
      });
    case 'EACCES':
      return new SctpError(
        'ERR_SCTP_NO_PRIVILEGE',
        `UDP port ${port} of ${ip} needs a privilege: choose a port from 1024 on with udp({ localPort })`,
        { cause },
      );
    default:
      return cause;
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Linux grants what it allows. Elsewhere a refusal leaves the default, with which all works, if more slowly. */
export function enlargeBuffers(
  socket: Pick<Socket, 'setRecvBufferSize' | 'setSendBufferSize'>,
  { receiveBufferSize, sendBufferSize }: UdpBufferSizes,
): void {
  tolerateRefusal(() => socket.setRecvBufferSize(receiveBufferSize));
  tolerateRefusal(() => socket.setSendBufferSize(sendBufferSize));
}

function tolerateRefusal(setSize: () => void): void {
  try {
    setSize();
  } catch (error) {
    if (errorCode(error) !== 'ERR_SOCKET_BUFFER_SIZE') throw error;
  }
}
