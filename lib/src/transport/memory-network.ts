import type { Address } from '../address.ts';
import { SctpError } from '../errors.ts';

type Receive = (packet: Uint8Array, from: Address, to: Address) => void;

interface PacketUnderWay {
  readonly packet: Uint8Array;
  readonly from: Address;
  readonly to: Address;
}

const documentationAddressCount = 254;
const benchmarkAddressCount = 2 ** 17 - 2;

/** Joins the memory transports that are given it. Packets arrive in order, and none is lost. */
export class MemoryNetwork {
  readonly #receivers = new Map<string, Receive>();
  #queue: PacketUnderWay[] = [];
  #assignedCount = 0;

  /**
   * Brings a host on line at the address.
   * @throws SctpError `ERR_SCTP_ADDRESS_NOT_AVAILABLE` when another one is there.
   * @internal
   */
  attach(ip: string, receive: Receive): void {
    if (this.#receivers.has(ip)) {
      throw new SctpError(
        'ERR_SCTP_ADDRESS_NOT_AVAILABLE',
        `${ip} is taken by another transport of this memory network`,
      );
    }
    this.#receivers.set(ip, receive);
  }

  /** @internal */
  detach(ip: string): void {
    this.#receivers.delete(ip);
  }

  /** An address that nobody had before: 192.0.2.1–254 (RFC 5737), then those of 198.18.0.0/15 (RFC 2544). */
  assignAddress(): string {
    for (;;) {
      const ip = nthAddress(this.#assignedCount);
      this.#assignedCount += 1;
      if (!this.#receivers.has(ip)) return ip;
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
    for (const { packet, from, to } of queue) this.#receivers.get(to.ip)?.(packet, from, to);
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
