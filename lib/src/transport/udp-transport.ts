import type { Address } from '../address.ts';
import { address } from '../address.ts';
import { AddressCache } from './address-cache.ts';
import { checkInteger } from './check-integer.ts';
import { DatagramCopies } from './datagram-copies.ts';
import { HostInterfaces } from './host-interfaces.ts';
import { OpenPort, type PortSocket } from './open-port.ts';
import { PortTable } from './port-table.ts';
import type { Transport, TransportOpenOptions, TransportPort } from './transport.ts';
import { UdpSockets } from './udp-sockets.ts';

/** The port that IANA assigned to sctp-tunneling (RFC 6951 §5.1). */
const sctpTunneling = 9899;
const defaultBufferSize = 4 * 2 ** 20;
const bufferSizes = { min: 1, max: 2 ** 30 };

/** How SCTP is put into UDP. */
export interface UdpOptions {
  /**
   * Local UDP port, 0–65535; 0 for an ephemeral one. Default: 9899 when the first SCTP port opened is a fixed one, as a
   * server's is, and ephemeral when that is 0, as a client's is.
   */
  readonly localPort?: number;
  /** UDP port of peers whose own one is not known yet, 1–65535; default 9899. */
  readonly peerPort?: number;
  /** Asked of the kernel, which may grant less, in bytes: 1–2³⁰, default 4 MiB. */
  readonly receiveBufferSize?: number;
  /** Asked of the kernel, which may grant less, in bytes: 1–2³⁰, default 4 MiB. */
  readonly sendBufferSize?: number;
}

/**
 * SCTP in UDP (RFC 6951): needs no privilege and passes NAT. One transport is one local UDP port, bound while an SCTP
 * port is open, with any number of SCTP ports and of peers. It is bound to the local addresses of the SCTP ports, or to
 * all of the host: then neither the address that a packet came to is known, nor can the one it leaves from be chosen.
 * Whether packets are fragmented is the host's choice, so that a path that loses large packets gets the base size of RFC
 * 8899 for good (RFC 6951 §5.6), and ICMP is not read: set `pathMtu` where a path is known to take less.
 * @throws TypeError when an option is no number; RangeError when it is out of its range.
 */
export function udp(options: UdpOptions = {}): UdpTransport {
  return new UdpTransport(options);
}

/** See {@link udp}. */
export class UdpTransport implements Transport {
  readonly encapsulationOverhead = 8;
  readonly copiesPackets = true;
  readonly releasesPackets = true;
  readonly #carrier: UdpCarrier;

  constructor(options: UdpOptions) {
    this.#carrier = new UdpCarrier(options);
  }

  get localUdpPort(): number | undefined {
    return this.#carrier.sockets.port;
  }

  get peerUdpPort(): number {
    return this.#carrier.peerPort;
  }

  open(options: TransportOpenOptions): Promise<TransportPort> {
    return this.#carrier.open(options);
  }
}

/** Those of this process that have no referenced port: whoever wants their UDP port, which the host has once, gets it. */
const lingering = new Set<UdpCarrier>();

class UdpCarrier implements PortSocket {
  readonly table = new PortTable();
  readonly sockets: UdpSockets;
  readonly peerPort: number;
  readonly #host = new HostInterfaces();
  readonly #addresses = new AddressCache();
  readonly #copies = new DatagramCopies();
  readonly #localPort: number | undefined;
  #binding: Promise<unknown> = Promise.resolve();

  constructor(options: UdpOptions) {
    const { localPort, peerPort = sctpTunneling } = options;
    const { receiveBufferSize = defaultBufferSize, sendBufferSize = defaultBufferSize } = options;
    this.#localPort =
      localPort === undefined ? undefined : checkInteger('localPort', localPort, { min: 0, max: 65535 });
    this.peerPort = checkInteger('peerPort', peerPort, { min: 1, max: 65535 });
    this.sockets = new UdpSockets(
      {
        receive: (datagram, ip, port, to) => this.table.deliver(datagram, this.#addresses.fromText(ip, port), to),
        fail: (error) => this.table.fail(error),
      },
      {
        receiveBufferSize: checkInteger('receiveBufferSize', receiveBufferSize, bufferSizes),
        sendBufferSize: checkInteger('sendBufferSize', sendBufferSize, bufferSizes),
      },
    );
  }

  async open(options: TransportOpenOptions): Promise<TransportPort> {
    const localAddresses = options.localAddresses.map((ip) => address(ip).ip);
    const port = this.table.take(options);
    try {
      await this.#bind(localAddresses, this.#localPort ?? (options.port === 0 ? 0 : sctpTunneling));
    } catch (error) {
      this.table.release(port, options.receiver);
      throw error;
    } finally {
      this.update();
    }
    return new OpenPort(this, port, options);
  }

  allAddresses(): readonly string[] {
    return this.#host.allAddresses();
  }

  sourceTo(to: Address, candidates: readonly Address[]): Address | undefined {
    return this.#host.sourceTo(to, candidates);
  }

  mtuTo(to: Address): number {
    return this.#host.mtuTo(to);
  }

  send(packet: Uint8Array, to: Address, from: Address | undefined): void {
    const socket = this.sockets.find(from?.ip, to.family);
    const port = to.udpPort ?? this.peerPort;
    if (socket === undefined || port === 0) {
      this.table.counts.sendErrors += 1;
      return;
    }
    socket.send(this.#copies.copy(packet), port, to.ip, this.#countSent);
  }

  update(): void {
    if (this.table.isEmpty) this.sockets.close();
    else this.sockets.setReferenced(this.table.isReferenced);
    if (this.table.isEmpty || this.table.isReferenced) lingering.delete(this);
    else lingering.add(this);
  }

  readonly #countSent = (error: Error | null): void => {
    this.#copies.done();
    if (error === null) this.table.counts.packetsSent += 1;
    else this.table.counts.sendErrors += 1;
  };

  /** One at a time: the second to open finds the sockets of the first. */
  #bind(localAddresses: readonly string[], port: number): Promise<void> {
    for (const other of lingering) {
      if (other !== this && other.sockets.port === port) other.sockets.close();
    }
    const bound = this.#binding.then(() => this.sockets.bind(localAddresses, port));
    this.#binding = bound.catch(() => undefined);
    return bound;
  }
}
