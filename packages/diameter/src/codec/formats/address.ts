import { isIPv4, isIPv6 } from 'node:net';
import { byteAt, viewOf } from '../bytes.ts';
import { type Format, wrongLength, wrongValue } from './format.ts';

/** An address of a family other than IP, as E.164 (8). */
export interface OtherAddress {
  /** Number of the address family with IANA, 0–65535 but for 1 and 2, which are IP. */
  readonly family: number;
  readonly bytes: Uint8Array;
}

const familyIpv4 = 1;
const familyIpv6 = 2;

/** An IP address as text, `192.0.2.1` or `2001:db8::1`; one of another family as its bytes (RFC 6733 §4.3.1). */
export const address: Format<string | OtherAddress> = {
  name: 'Address',
  minimumLength: 6,
  encode(value) {
    if (typeof value === 'object') return encodeOther(value);
    if (isIPv4(value)) return withFamily(familyIpv4, parseIpv4(value));
    if (isIPv6(value)) return withFamily(familyIpv6, parseIpv6(value));
    throw new TypeError(`${JSON.stringify(value)} is no IP address`);
  },
  decode(avp) {
    const { data } = avp;
    if (data.length < 2) throw wrongLength(avp, 'Address');
    const family = (byteAt(data, 0) << 8) | byteAt(data, 1);
    const bytes = viewOf(data, 2, data.length);
    if (family === familyIpv4) {
      if (bytes.length !== 4) throw wrongValue(avp, 'address of IPv4');
      return bytes.join('.');
    }
    if (family === familyIpv6) {
      if (bytes.length !== 16) throw wrongValue(avp, 'address of IPv6');
      return formatIpv6(bytes);
    }
    return { family, bytes };
  },
};

function encodeOther({ family, bytes }: OtherAddress): Uint8Array {
  if (family === familyIpv4 || family === familyIpv6) throw new TypeError('an IP address is given as text');
  if (!(Number.isInteger(family) && family >= 0 && family <= 0xffff)) {
    throw new RangeError(`${family} is no address family: 0–65535`);
  }
  return withFamily(family, bytes);
}

function withFamily(family: number, address: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(2 + address.length);
  bytes[0] = family >>> 8;
  bytes[1] = family;
  bytes.set(address, 2);
  return bytes;
}

function parseIpv4(text: string): number[] {
  return text.split('.').map(Number);
}

function parseIpv6(text: string): number[] {
  if (text.includes('%')) throw new TypeError(`${JSON.stringify(text)} has a zone, which means nothing to others`);
  const [head = '', tail] = text.split('::');
  const before = parseGroups(head);
  const after = tail === undefined ? [] : parseGroups(tail);
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}

/** The bytes of groups of four hexadecimal digits, the last two of which may be written as of IPv4. */
function parseGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return parseIpv4(group);
    const value = Number.parseInt(group, 16);
    return [value >>> 8, value & 0xff];
  });
}

/** By RFC 5952: the longest run of two or more zero groups, the first of several, becomes `::`. */
function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((byteAt(bytes, 2 * at) << 8) | byteAt(bytes, 2 * at + 1)).toString(16),
  ).join(':');
  const [longest = ''] = (groups.match(/\b0(:0)+\b/g) ?? []).sort((one, other) => other.length - one.length);
  if (longest === '') return groups;
  const at = groups.search(new RegExp(`\\b${longest}\\b`));
  return `${groups.slice(0, at).replace(/:$/, '')}::${groups.slice(at + longest.length).replace(/^:/, '')}`;
}
