import { type Address, address } from '../address.ts';

const capacity = 4096;

/**
 * The addresses that a socket has named, each made once: most packets come from the same few peers. Sources may be
 * forged, so the cache starts anew when it is full.
 */
export class AddressCache {
  readonly #addresses = new Map<string | number, Address>();
  /** What `fromText` was asked for last, and gave: the next packet is often from there, too. */
  #lastText: string | undefined;
  #lastPort: number | undefined;
  #last: Address | undefined;

  /** The address of the text that a socket gives. */
  fromText(ip: string, udpPort?: number): Address {
    if (this.#last !== undefined && udpPort === this.#lastPort && ip === this.#lastText) return this.#last;
    const key = udpPort === undefined ? ip : `${ip} ${udpPort}`;
    const found = this.#addresses.get(key) ?? this.#keep(key, address(ip, udpPort));
    this.#lastText = ip;
    this.#lastPort = udpPort;
    this.#last = found;
    return found;
  }

  /** The IPv4 address of the 32 bits given. */
  fromIPv4(bits: number): Address {
    return this.#addresses.get(bits) ?? this.#keep(bits, address(ipv4Text(bits)));
  }

  /** The IPv6 address in the 16 bytes at `offset`. */
  fromIPv6(bytes: Uint8Array, offset: number): Address {
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 16);
    const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(2 * index).toString(16));
    return this.fromText(groups.join(':'));
  }

  #keep(key: string | number, value: Address): Address {
    if (this.#addresses.size >= capacity) this.#addresses.clear();
    this.#addresses.set(key, value);
    return value;
  }
}

function ipv4Text(bits: number): string {
  return `${bits >>> 24}.${(bits >>> 16) & 0xff}.${(bits >>> 8) & 0xff}.${bits & 0xff}`;
}
