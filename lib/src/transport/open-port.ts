import { type Address, address } from '../address.ts';
import type { PortTable } from './port-table.ts';
import type { TransportOpenOptions, TransportPort, TransportReceiver, TransportStatistics } from './transport.ts';

/** What an {@link OpenPort} needs of the host and of the socket below it. */
export interface PortSocket {
  readonly table: PortTable;
  /** Addresses that peers can be told to use when the owner of the port names none. */
  allAddresses(): readonly string[];
  /** The one of `candidates` to send to `to` from. */
  sourceTo(to: Address, candidates: readonly Address[]): Address | undefined;
  mtuTo(to: Address): number;
  send(packet: Uint8Array, to: Address, from: Address | undefined, fragmentMtu?: number): void;
  /** Called when a port was closed, or keeps the process alive no more. */
  update(): void;
}

/** A port that {@link PortTable.take} gave out, on whichever socket. */
export class OpenPort implements TransportPort {
  readonly port: number;
  readonly localAddresses: readonly string[];
  readonly #socket: PortSocket;
  readonly #given: readonly Address[];
  readonly #receiver: TransportReceiver;
  #isClosed = false;

  constructor(socket: PortSocket, port: number, options: TransportOpenOptions) {
    this.port = port;
    this.#socket = socket;
    this.#receiver = options.receiver;
    this.#given = options.localAddresses.map((ip) => address(ip));
    this.localAddresses = this.#given.length > 0 ? this.#given.map(({ ip }) => ip) : socket.allAddresses();
  }

  get statistics(): TransportStatistics {
    return { ...this.#socket.table.counts };
  }

  send(packet: Uint8Array, to: Address, from: Address | undefined, fragmentMtu?: number): void {
    if (this.#isClosed || !this.#socket.table.isOwner(this.port, this.#receiver)) {
      this.#socket.table.counts.sendErrors += 1;
      return;
    }
    this.#socket.send(packet, to, from ?? this.#chooseSource(to), fragmentMtu);
  }

  mtuTo(to: Address): number {
    return this.#socket.mtuTo(to);
  }

  unref(): void {
    if (this.#isClosed) return;
    this.#socket.table.unref(this.port, this.#receiver);
    this.#socket.update();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.table.release(this.port, this.#receiver);
    this.#socket.update();
  }

  #chooseSource(to: Address): Address | undefined {
    return this.#given.length === 0 ? undefined : this.#socket.sourceTo(to, this.#given);
  }
}
