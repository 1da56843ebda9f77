import { isIPv4, isIPv6 } from 'node:net';

/** Where a packet goes to or comes from: an IP address, and the UDP port while encapsulated (RFC 6951). */
export interface Address {
  /** In canonical text form, without zone. */
  readonly ip: string;
  readonly family: 4 | 6;
  /** Undefined on plain IP. */
  readonly udpPort: number | undefined;
}

/**
 * The address of the text given.
 * @throws TypeError when `ip` is no IPv4 or IPv6 address; RangeError when the port is none.
 */
export function address(ip: string, udpPort?: number): Address {
  if (udpPort !== undefined && !(Number.isInteger(udpPort) && udpPort >= 0 && udpPort <= 65535)) {
    throw new RangeError(`UDP port ${udpPort} is not in 0–65535`);
  }
  if (isIPv4(ip)) return { ip, family: 4, udpPort };
  if (isIPv6(ip)) return { ip: canonicalIPv6(ip), family: 6, udpPort };
  throw new TypeError(`${JSON.stringify(ip)} is not an IP address`);
}

/** Whether the address is one host's: not of a group, not broadcast, not unspecified. Canonical text only. */
export function isUnicast(ip: string): boolean {
  if (ip.includes(':')) return ip !== '::' && !/^ff[0-9a-f]{2}:/.test(ip);
  const first = Number.parseInt(ip, 10);
  return first > 0 && first < 224;
}

/** Text for people: `192.0.2.1`, `[2001:db8::1]:9899`. */
export function formatAddress(of: Address): string {
  if (of.udpPort === undefined) return of.ip;
  return of.family === 6 ? `[${of.ip}]:${of.udpPort}` : `${of.ip}:${of.udpPort}`;
}

/** The WHATWG URL parser writes IPv6 addresses in the form of RFC 5952; a zone (`%eth0`) is dropped. */
function canonicalIPv6(ip: string): string {
  const zone = ip.indexOf('%');
  const text = zone < 0 ? ip : ip.slice(0, zone);
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}
