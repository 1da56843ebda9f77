import { randomInt } from 'node:crypto';
import { type Address, address } from '../address.ts';
import { SctpError } from '../errors.ts';
import type { IcmpMessage } from '../icmp-message.ts';
import type { TransportOpenOptions, TransportReceiver, TransportStatistics } from './transport.ts';

const commonHeaderLength = 12;
const firstDynamicPort = 49152;
const dynamicPortCount = 16384;

/** Dynamic ports that are not referenced any more, and yet not given anew while there are no more of them. */
const mostLingering = dynamicPortCount / 2;

type Counts = { -readonly [Name in keyof TransportStatistics]: TransportStatistics[Name] };

interface Owner {
  readonly receiver: TransportReceiver;
  /** Empty: all. */
  readonly localAddresses: readonly Address[];
  readonly isCatchAll: boolean;
  isReferenced: boolean;
}

/** Who has which SCTP port of one socket: finds the receiver of each packet. */
export class PortTable {
  readonly counts: Counts = { packetsReceived: 0, packetsSent: 0, sendErrors: 0, packetsDiscarded: 0 };
  readonly #owners = new Map<number, Owner>();
  /** Dynamic ports that are not referenced, the one that has been so for longest first. */
  readonly #lingering = new Set<number>();
  readonly #random: (limit: number) => number;
  #referencedCount = 0;

  /** @param random gives an integer from 0 up to, but not including, `limit`. */
  constructor(random: (limit: number) => number = randomInt) {
    this.#random = random;
  }

  get isEmpty(): boolean {
    return this.#owners.size === 0;
  }

  /** Whether a port is taken that keeps the process alive. */
  get isReferenced(): boolean {
    return this.#referencedCount > 0;
  }

  /**
   * Takes the port given, or a free dynamic one for 0, and says which. One that is not referenced changes its owner.
   * @throws SctpError `ERR_SCTP_PORT_IN_USE`; RangeError when `port` is none.
   */
  take(options: TransportOpenOptions): number {
    const { port: wanted, receiver, localAddresses, catchAll = false } = options;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
      throw new RangeError(`SCTP port ${wanted} is not in 0–65535`);
    }
    const port = wanted === 0 ? this.#freePort() : wanted;
    if (this.#owners.get(port)?.isReferenced) {
      throw new SctpError(
        'ERR_SCTP_PORT_IN_USE',
        `SCTP port ${port} is taken in this process: close its owner, or choose another port`,
      );
    }
    this.#lingering.delete(port);
    this.#owners.set(port, {
      receiver,
      localAddresses: localAddresses.map((ip) => address(ip)),
      isCatchAll: catchAll,
      isReferenced: true,
    });
    this.#referencedCount += 1;
    return port;
  }

  /** Gives the port back, unless another receiver has it by now. */
  release(port: number, receiver: TransportReceiver): void {
    this.unref(port, receiver);
    if (!this.isOwner(port, receiver)) return;
    this.#owners.delete(port);
    this.#lingering.delete(port);
  }

  isOwner(port: number, receiver: TransportReceiver): boolean {
    return this.#owners.get(port)?.receiver === receiver;
  }

  /** From now on the port does not keep the process alive, unless another receiver has it by now. */
  unref(port: number, receiver: TransportReceiver): void {
    const owner = this.#owners.get(port);
    if (owner?.receiver !== receiver || !owner.isReferenced) return;
    owner.isReferenced = false;
    if (port >= firstDynamicPort) this.#lingering.add(port);
    this.#referencedCount -= 1;
  }

  /** Hands a received packet to the owner of its destination port, and counts it. */
  deliver(packet: Uint8Array, from: Address, to: Address | undefined): void {
    this.counts.packetsReceived += 1;
    const owner = this.#findOwner(packet, from, to);
    if (owner === undefined) {
      this.counts.packetsDiscarded += 1;
      return;
    }
    owner.receiver.receive(packet, from, to);
  }

  /** Hands what ICMP says of a packet to the owner of the port that it is said to come from. */
  deliverIcmp(message: IcmpMessage): void {
    const { source, destination, bytes } = message.quoted;
    if (bytes.length < 2) return;
    const owner = this.#owners.get(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0));
    if (owner !== undefined && isLocal(owner, destination, source)) owner.receiver.receiveIcmp?.(message);
  }

  /** Counts bytes that came in and are no SCTP packet. */
  discard(): void {
    this.counts.packetsReceived += 1;
    this.counts.packetsDiscarded += 1;
  }

  /** Tells every owner that its port carries nothing any more. */
  fail(error: Error): void {
    for (const { receiver } of [...this.#owners.values()]) receiver.fail(error);
  }

  #findOwner(packet: Uint8Array, from: Address, to: Address | undefined): Owner | undefined {
    if (packet.length < commonHeaderLength) return undefined;
    const owner = this.#owners.get(destinationPort(packet));
    if (owner !== undefined && isLocal(owner, from, to)) return owner;
    for (const other of this.#owners.values()) {
      if (other.isCatchAll && isLocal(other, from, to)) return other;
    }
    return undefined;
  }

  /**
   * The simple randomization of RFC 6056 §3.3.1. A client that ends associations faster than their ports are given back would
   * take all of them: it gets the one that has lingered for longest.
   */
  #freePort(): number {
    if (this.#lingering.size > mostLingering) for (const longest of this.#lingering) return longest;
    const start = this.#random(dynamicPortCount);
    for (let tried = 0; tried < dynamicPortCount; tried += 1) {
      const port = firstDynamicPort + ((start + tried) % dynamicPortCount);
      if (!this.#owners.has(port)) return port;
    }
    throw new SctpError('ERR_SCTP_PORT_IN_USE', `all SCTP ports from ${firstDynamicPort} to 65535 are taken`);
  }
}

function destinationPort(packet: Uint8Array): number {
  return ((packet[2] ?? 0) << 8) | (packet[3] ?? 0);
}

function isLocal({ localAddresses }: Owner, from: Address, to: Address | undefined): boolean {
  if (localAddresses.length === 0) return true;
  for (const local of localAddresses) {
    if (to === undefined ? local.family === from.family : local.ip === to.ip) return true;
  }
  return false;
}
