import { isIPv4, isIPv6 } from 'node:net';
import { readUint16, writeUint16 } from './bytes.ts';

/** Length of an IPv4 address in bytes. */
export const ipv4Length = 4;

/** Length of an IPv6 address in bytes. */
export const ipv6Length = 16;

/** The IPv4 address at `offset` as text. */
export function decodeIPv4(bytes: Uint8Array, offset: number): string {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
}

/** The IPv6 address at `offset` as text: RFC 5952, with the last 32 bits always in hexadecimal. */
export function decodeIPv6(bytes: Uint8Array, offset: number): string {
  const groups: string[] = [];
  for (let at = offset; at < offset + ipv6Length; at += 2) groups.push(readUint16(bytes, at).toString(16));
  const zeros = longestZeroRun(groups);
  if (zeros.length < 2) return groups.join(':');
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`;
}

/**
 * Writes an IPv4 address.
 * @throws TypeError when the text is none.
 */
export function writeIPv4(ip: string, bytes: Uint8Array, offset: number): void {
  if (!isIPv4(ip)) throw new TypeError(`${JSON.stringify(ip)} is not an IPv4 address`);
  bytes.set(ip.split('.').map(Number), offset);
}

/**
 * Writes an IPv6 address of any text form; a zone is left out.
 * @throws TypeError when the text is none.
 */
export function writeIPv6(ip: string, bytes: Uint8Array, offset: number): void {
  if (!isIPv6(ip)) throw new TypeError(`${JSON.stringify(ip)} is not an IPv6 address`);
  const [text = ''] = ip.split('%');
  const [head = '', tail] = text.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  bytes.fill(0, offset, offset + ipv6Length);
  for (const [index, group] of before.entries()) writeUint16(bytes, offset + 2 * index, group);
  const afterOffset = offset + ipv6Length - 2 * after.length;
  for (const [index, group] of after.entries()) writeUint16(bytes, afterOffset + 2 * index, group);
}

function groupsOf(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? dottedGroups(group) : [Number.parseInt(group, 16)]));
}

function dottedGroups(ip: string): readonly number[] {
  const bytes = Uint8Array.from(ip.split('.'), Number);
  return [readUint16(bytes, 0), readUint16(bytes, 2)];
}

/** The longest run of zero groups, the first of several. */
function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0;
    if (length > longest.length) longest = { start: index - length + 1, length };
  }
  return longest;
}

/** Bits that two addresses have in common from the left on; 0 for those of different families. */
export function commonPrefixLength(a: string, b: string): number {
  if (a.includes(':') !== b.includes(':')) return 0;
  const [one, other] = [bytesOf(a), bytesOf(b)];
  for (let i = 0; i < one.length; i += 1) {
    const difference = (one[i] ?? 0) ^ (other[i] ?? 0);
    if (difference !== 0) return 8 * i + Math.clz32(difference) - 24;
  }
  return 8 * one.length;
}

function bytesOf(ip: string): Uint8Array {
  const bytes = new Uint8Array(ip.includes(':') ? ipv6Length : ipv4Length);
  if (ip.includes(':')) writeIPv6(ip, bytes, 0);
  else writeIPv4(ip, bytes, 0);
  return bytes;
}
