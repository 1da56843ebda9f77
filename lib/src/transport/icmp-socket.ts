import type { Family } from '../address.ts';
import type { IcmpMessage } from '../icmp-message.ts';
import type { AddressCache } from './address-cache.ts';
import { decodeIcmp, icmpTypes, protocolIcmp, protocolIcmpv6 } from './icmp.ts';
import { decodeIPv4Header } from './ip-header.ts';
import type { RawAddon, RawHandle } from './raw-addon.ts';

/** No router quotes so much that a message is longer (RFC 1812 §4.3.2.3, RFC 4443 §2.4). */
const bufferSize = 2048;

/** Linux's numbers: each level has its filter as option 1. */
const filterLevel = { 4: 255, 6: 58 } as const;
const filterOption = 1;
const filterWords = { 4: 1, 6: 8 } as const;

export interface IcmpSocketOptions {
  readonly addon: RawAddon;
  readonly family: Family;
  readonly addresses: AddressCache;
  readonly receive: (message: IcmpMessage) => void;
}

/**
 * A raw socket for what ICMP says of SCTP packets. Of each wake-up it reads one message, so that a flood of them leaves
 * the rest its turn; while it is not referenced it reads none, as a socket that polls keeps the process alive.
 */
export class IcmpSocket {
  readonly #family: Family;
  readonly #handle: RawHandle;
  readonly #addresses: AddressCache;
  readonly #receive: (message: IcmpMessage) => void;
  readonly #buffer = new Uint8Array(bufferSize);
  #readLength = 0;
  #isReferenced = true;
  #isClosed = false;

  /** @throws what the addon throws. */
  constructor({ addon, family, addresses, receive }: IcmpSocketOptions) {
    this.#family = family;
    this.#addresses = addresses;
    this.#receive = receive;
    const protocol = family === 4 ? protocolIcmp : protocolIcmpv6;
    this.#handle = addon.createSocket({ protocol, addressFamily: family === 4 ? 1 : 2, bufferSize: 1 }).wrap;
    this.#handle.removeAllListeners('recvReady');
    this.#handle.removeAllListeners('error');
    this.#handle.on('recvReady', () => this.#read());
    this.#handle.on('error', () => this.close()); // all works without it, if less quickly
    try {
      const filter = filterFor(family);
      this.#handle.setOption(filterLevel[family], filterOption, filter, filter.length);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  setReferenced(isReferenced: boolean): void {
    if (this.#isClosed || isReferenced === this.#isReferenced) return;
    this.#isReferenced = isReferenced;
    this.#handle.pause(!isReferenced, true);
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handle.close();
  }

  #read(): void {
    if (this.#isClosed) return;
    try {
      this.#handle.recv(this.#buffer, this.#keepLength);
    } catch {
      return; // nothing there; of other errors the kernel tells once
    }
    const message = this.#decode(this.#buffer.subarray(0, this.#readLength));
    if (message !== undefined) this.#receive(message);
  }

  readonly #keepLength = (_buffer: Uint8Array, length: number): void => {
    this.#readLength = length;
  };

  /** Of ICMPv4 the IP header comes along. */
  #decode(read: Uint8Array): IcmpMessage | undefined {
    if (this.#family === 6) return decodeIcmp(6, read, this.#addresses);
    const header = decodeIPv4Header(read, protocolIcmp);
    return header && decodeIcmp(4, read.subarray(header.headerLength, header.totalLength), this.#addresses);
  }
}

/** Keeps all types but those of interest away, in words of the host's byte order, a bit for each type. */
function filterFor(family: Family): Uint8Array {
  const words = new Uint32Array(filterWords[family]).fill(0xffffffff);
  for (const type of icmpTypes[family]) words[type >>> 5] = (words[type >>> 5] ?? 0) & ~(1 << (type & 31));
  return new Uint8Array(words.buffer);
}
