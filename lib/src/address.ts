import { isIPv4, isIPv6 } from 'node:net';

/** In canonical text form (RFC 4291 §2.5.5.2). */
const ipv4Mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** A family of IP addresses. */
export type Family = 4 | 6;

/** Where a packet goes to or comes from: an IP address, and the UDP port while encapsulated (RFC 6951). */
export interface Address {
  /** In canonical text form, without zone. */
  readonly ip: string;
  /** 4 or 6, which `ip` has. */
  readonly family: Family;
  /** Undefined on plain IP. */
  readonly udpPort: number | undefined;
}

/**
 * The address of the text given; an IPv4-mapped one (`::ffff:192.0.2.1`) becomes the IPv4 address that it stands for.
 * @throws TypeError when `ip` is no IPv4 or IPv6 address; RangeError when the port is none.
 */
export function address(ip: string, udpPort?: number): Address {
  if (udpPort !== undefined && !(Number.isInteger(udpPort) && udpPort >= 0 && udpPort <= 65535)) {
    throw new RangeError(`UDP port ${udpPort} is not in 0–65535`);
  }
  if (isIPv4(ip)) return { ip, family: 4, udpPort };
  if (isIPv6(ip)) return ipv6Address(canonicalIPv6(ip), udpPort);
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

function ipv6Address(ip: string, udpPort: number | undefined): Address {
  const [, high, low] = ipv4Mapped.exec(ip) ?? [];
  if (high === undefined || low === undefined) return { ip, family: 6, udpPort };
  const bytes = [high, low].map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >>> 8, group & 0xff]);
  return { ip: bytes.join('.'), family: 4, udpPort };
}

/** The WHATWG URL parser writes IPv6 addresses in the form of RFC 5952; a zone (`%eth0`) is dropped. */
function canonicalIPv6(ip: string): string {
  const zone = ip.indexOf('%');
  const text = zone < 0 ? ip : ip.slice(0, zone);
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}
