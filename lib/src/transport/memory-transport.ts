import { type Address, address } from '../address.ts';
import { SctpError } from '../errors.ts';
import { checkInteger } from './check-integer.ts';
import { ipHeaderLength } from './ip-header.ts';
import { type MemoryHost, type MemoryNetwork, memoryNetwork } from './memory-network.ts';
import { OpenPort, type PortSocket } from './open-port.ts';
import { PortTable } from './port-table.ts';
import type { Transport, TransportOpenOptions, TransportPort } from './transport.ts';

/** Where a memory transport is, and what it carries. */
export interface MemoryOptions {
  /** Who can be reached; default: one network that all memory transports of the process share. */
  readonly network?: MemoryNetwork;
  /** Addresses of this transport on the network; default: one of its own out of 192.0.2.0/24. */
  readonly addresses?: readonly string[];
  /** Largest IP packet, in bytes: 512–65,535, default 1500. */
  readonly mtu?: number;
}

const defaultNetwork = memoryNetwork();

/**
 * A transport inside the process: no socket, no privilege. It never keeps the process alive: without a packet under way
 * none can come.
 * @throws TypeError when one of `addresses` is no IP address, or `mtu` no number; RangeError when `mtu` is out of range.
 */
export function memory(options: MemoryOptions = {}): Transport {
  return new MemoryTransport(options);
}

class MemoryTransport implements Transport, PortSocket, MemoryHost {
  readonly encapsulationOverhead = 0;
  readonly controlsFragmentation = true;
  readonly table = new PortTable();
  readonly #network: MemoryNetwork;
  readonly #addresses: readonly Address[];
  readonly #mtu: number;
  #isAttached = false;

  constructor({ network = defaultNetwork, addresses = [network.assignAddress()], mtu = 1500 }: MemoryOptions) {
    this.#network = network;
    this.#addresses = addresses.map((ip) => address(ip));
    this.#mtu = checkInteger('mtu', mtu, { min: 512, max: 65535 });
  }

  async open(options: TransportOpenOptions): Promise<TransportPort> {
    const foreign = options.localAddresses.find((ip) => !this.allAddresses().includes(address(ip).ip));
    if (foreign !== undefined) {
      throw new SctpError(
        'ERR_SCTP_ADDRESS_NOT_AVAILABLE',
        `${foreign} is not an address of this memory transport: it has ${this.allAddresses().join(', ')}`,
      );
    }
    this.#attach();
    try {
      return new OpenPort(this, this.table.take(options), options);
    } finally {
      this.update();
    }
  }

  allAddresses(): readonly string[] {
    return this.#addresses.map(({ ip }) => ip);
  }

  sourceTo(to: Address, candidates: readonly Address[]): Address | undefined {
    return candidates.find(({ family }) => family === to.family);
  }

  mtuTo(): number {
    return this.#mtu;
  }

  send(packet: Uint8Array, to: Address, from = this.sourceTo(to, this.#addresses), fragmentMtu?: number): void {
    const length = Math.min(ipHeaderLength(to.family) + packet.length, fragmentMtu ?? Number.POSITIVE_INFINITY);
    if (from === undefined || length > this.#mtu || !this.#isAttached) {
      this.table.counts.sendErrors += 1;
      return;
    }
    this.table.counts.packetsSent += 1;
    this.#network.send(packet, from, to);
  }

  update(): void {
    if (this.table.isEmpty) this.detach();
  }

  receive(packet: Uint8Array, from: Address, to: Address): void {
    this.table.deliver(packet, from, to);
  }

  get isLingering(): boolean {
    return !this.table.isReferenced;
  }

  detach(): void {
    if (!this.#isAttached) return;
    this.#isAttached = false;
    for (const { ip } of this.#addresses) this.#network.detach(ip);
  }

  #attach(): void {
    if (this.#isAttached) return;
    const attached: string[] = [];
    try {
      for (const { ip } of this.#addresses) {
        this.#network.attach(ip, this);
        attached.push(ip);
      }
    } catch (error) {
      for (const ip of attached) this.#network.detach(ip);
      throw error;
    }
    this.#isAttached = true;
  }
}
