import { Socket } from 'node:dgram';
import { type Address, address } from '../address.ts';
import { AddressCache } from './address-cache.ts';
import { HostInterfaces } from './host-interfaces.ts';
import { OpenPort, type PortSocket } from './open-port.ts';
import { PortTable } from './port-table.ts';
import type { Transport, TransportOpenOptions, TransportPort } from './transport.ts';

/** Called when a datagram has left, or with why it has not. */
type Sent = (error?: Error | null) => void;

/** Adds a listener, or takes it away. */
interface Listening {
  (event: 'message', listener: (datagram: Uint8Array, from?: { address: string; port: number }) => void): unknown;
  (event: 'error', listener: (error: Error) => void): unknown;
  (event: 'close', listener: () => void): unknown;
}

/** A socket that carries datagrams, as one of `node:dgram` does, or one of DTLS (RFC 8261). */
export interface DatagramSocket {
  readonly on: Listening;
  readonly removeListener: Listening;
  /** To the peer that the socket is connected to. */
  send(datagram: Uint8Array, offset: number, length: number, sent: Sent): void;
  /** Only where the socket is not connected. */
  send(datagram: Uint8Array, port: number, ip: string, sent: Sent): void;
}

/** RFC 7600 §4.8: stands for the peer of a socket that knows no addresses. */
const dummyAddress = '192.0.0.8';
const ethernetMtu = 1500;
/** RFC 8261 §4: where the layer below does not tell what it takes. */
const safeMtu = 1200;

/**
 * SCTP over a socket that somebody else made, and closes. `peer` is where packets go to when the socket is not connected
 * and the peer has not been heard; a socket that is not of `node:dgram` counts as connected unless there is a `peer`.
 */
export class GivenSocketTransport implements Transport, PortSocket {
  readonly encapsulationOverhead = 8;
  readonly table = new PortTable();
  readonly #socket: DatagramSocket;
  readonly #host = new HostInterfaces();
  readonly #given: Address | undefined;
  readonly #addresses = new AddressCache();
  /** Kept, as the socket has to ask the kernel. */
  #isConnected: boolean;
  #isAttached = false;

  constructor(socket: DatagramSocket, peer?: Address) {
    this.#socket = socket;
    this.#given = peer;
    this.#isConnected = peer === undefined && !(socket instanceof Socket);
  }

  /** The one peer of the socket; undefined where it may have several. */
  get peer(): Address | undefined {
    if (this.#socket instanceof Socket) return remoteAddressOf(this.#socket) ?? this.#given;
    return this.#given ?? address(dummyAddress, 0);
  }

  get peerUdpPort(): number | undefined {
    return this.peer?.udpPort;
  }

  async open(options: TransportOpenOptions): Promise<TransportPort> {
    const port = this.table.take(options);
    this.#attach();
    return new OpenPort(this, port, { ...options, localAddresses: [] });
  }

  allAddresses(): readonly string[] {
    if (!(this.#socket instanceof Socket)) return [dummyAddress];
    const bound = boundAddressOf(this.#socket);
    return bound === undefined ? this.#host.allAddresses() : [bound];
  }

  sourceTo(): undefined {
    return undefined;
  }

  mtuTo(): number {
    return this.#socket instanceof Socket ? ethernetMtu : safeMtu;
  }

  send(packet: Uint8Array, to: Address): void {
    const wasConnected = this.#isConnected;
    try {
      if (wasConnected) {
        this.#socket.send(packet, 0, packet.length, this.#countSent);
        return;
      }
      const port = to.udpPort ?? this.peerUdpPort;
      if (port === undefined) this.table.counts.sendErrors += 1;
      else this.#socket.send(packet, port, to.ip, this.#countSent);
    } catch {
      // One that was closed throws, and tells by `close` as well; that it was connected or disconnected it tells only so.
      this.#lookForPeer();
      if (wasConnected !== this.#isConnected) this.send(packet, to);
      else this.table.counts.sendErrors += 1;
    }
  }

  update(): void {
    if (!this.table.isEmpty || !this.#isAttached) return;
    this.#isAttached = false;
    this.#socket.removeListener('message', this.#receive);
    this.#socket.removeListener('error', this.#countError);
    this.#socket.removeListener('close', this.#fail);
  }

  #attach(): void {
    if (this.#isAttached) return;
    this.#isAttached = true;
    this.#socket.on('message', this.#receive);
    this.#socket.on('error', this.#countError);
    this.#socket.on('close', this.#fail);
    this.#lookForPeer();
  }

  #lookForPeer(): void {
    if (this.#socket instanceof Socket) this.#isConnected = remoteAddressOf(this.#socket) !== undefined;
  }

  readonly #receive = (datagram: Uint8Array, from?: { address: string; port: number }): void => {
    const isAddressed = this.#socket instanceof Socket || this.#given !== undefined;
    const sender = isAddressed && from !== undefined ? this.#addresses.fromText(from.address, from.port) : this.peer;
    // Not as a Buffer, whose slice() is no copy.
    const bytes = new Uint8Array(datagram.buffer, datagram.byteOffset, datagram.length);
    if (sender === undefined) this.table.discard();
    else this.table.deliver(bytes, sender, undefined);
  };

  readonly #countSent: Sent = (error) => {
    if (error) this.table.counts.sendErrors += 1;
    else this.table.counts.packetsSent += 1;
  };

  /** As when ICMP says that nobody is there: the peer may come yet, and SCTP finds out when it does not. */
  readonly #countError = (): void => {
    this.table.counts.sendErrors += 1;
  };

  readonly #fail = (): void => {
    this.table.fail(new Error('the socket below was closed'));
  };
}

function remoteAddressOf(socket: Socket): Address | undefined {
  try {
    const { address: ip, port } = socket.remoteAddress();
    return address(ip, port);
  } catch {
    return undefined; // not connected, or closed
  }
}

/** Undefined when it is bound to all addresses, or not yet. */
function boundAddressOf(socket: Socket): string | undefined {
  try {
    const { ip } = address(socket.address().address);
    return ip === '0.0.0.0' || ip === '::' ? undefined : ip;
  } catch {
    return undefined;
  }
}
