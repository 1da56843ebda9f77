import type { Address } from '../address.ts';
import { SctpError } from '../errors.ts';

/** Who is at an address. */
export interface MemoryHost {
  receive(packet: Uint8Array, from: Address, to: Address): void;
  /** Whether no port there keeps the process alive: whoever wants one of its addresses gets them. */
  readonly isLingering: boolean;
  /** Takes the host off line. */
  detach(): void;
}

interface PacketUnderWay {
  readonly packet: Uint8Array;
  readonly from: Address;
  readonly to: Address;
}

const documentationAddressCount = 254;
const benchmarkAddressCount = 2 ** 17 - 2;

/** Joins the memory transports that are given it. Packets arrive in order, and none is lost. */
export class MemoryNetwork {
  readonly #hosts = new Map<string, MemoryHost>();
  #queue: PacketUnderWay[] = [];
  #assignedCount = 0;

  /**
   * Brings a host on line at the address, in place of one that only lingers.
   * @throws SctpError `ERR_SCTP_ADDRESS_NOT_AVAILABLE` when another one is there.
   * @internal
   */
  attach(ip: string, host: MemoryHost): void {
    const other = this.#hosts.get(ip);
    if (other?.isLingering) other.detach();
    else if (other !== undefined) {
      throw new SctpError(
        'ERR_SCTP_ADDRESS_NOT_AVAILABLE',
        `${ip} is taken by another transport of this memory network`,
      );
    }
    this.#hosts.set(ip, host);
  }

  /** @internal */
  detach(ip: string): void {
    this.#hosts.delete(ip);
  }

  /** An address that nobody had before: 192.0.2.1–254 (RFC 5737), then those of 198.18.0.0/15 (RFC 2544). */
  assignAddress(): string {
    for (;;) {
      const ip = nthAddress(this.#assignedCount);
      this.#assignedCount += 1;
      if (!this.#hosts.has(ip)) return ip;
    }
  }

  /** Delivers a copy of the packet later, so that nobody is called from within their own call. @internal */
  send(packet: Uint8Array, from: Address, to: Address): void {
    this.#queue.push({ packet: new Uint8Array(packet), from, to });
    if (this.#queue.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const { packet, from, to } of queue) this.#hosts.get(to.ip)?.receive(packet, from, to);
  }
}

/** A network of its own for {@link memory} transports: they reach each other, and nobody else. */
export function memoryNetwork(): MemoryNetwork {
  return new MemoryNetwork();
}

function nthAddress(index: number): string {
  if (index < documentationAddressCount) return `192.0.2.${index + 1}`;
  const host = ((index - documentationAddressCount) % benchmarkAddressCount) + 1;
  return `198.${18 + (host >>> 16)}.${(host >>> 8) & 0xff}.${host & 0xff}`;
}
