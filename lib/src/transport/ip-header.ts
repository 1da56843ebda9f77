import type { Address, Family } from '../address.ts';

export const protocolSctp = 132;
export const protocolUdp = 17;

const ipv4Length = 20;
const ipv6Length = 40;
const dontFragment = 0x4000;
/** More Fragments and the fragment's offset. */
const fragmentMask = 0x3fff;
const hops = 64;

/** What of a received IPv4 header matters. */
export interface IPv4Header {
  /** With options, in bytes. */
  readonly headerLength: number;
  /** Of header and payload, in bytes. */
  readonly totalLength: number;
  /** The two addresses as 32 bits. */
  readonly source: number;
  readonly destination: number;
}

/** The header at the start of an IPv4 packet of the protocol; undefined when it is none, or a fragment. */
export function decodeIPv4Header(packet: Uint8Array, protocol: number = protocolSctp): IPv4Header | undefined {
  if (packet.length < ipv4Length) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const headerLength = (view.getUint8(0) & 0x0f) * 4;
  const totalLength = view.getUint16(2);
  const isComplete = headerLength >= ipv4Length && totalLength >= headerLength && totalLength <= packet.length;
  const isWhole = (view.getUint16(6) & fragmentMask) === 0;
  if (view.getUint8(0) >>> 4 !== 4 || !isComplete || !isWhole || view.getUint8(9) !== protocol) return undefined;
  return { headerLength, totalLength, source: view.getUint32(12), destination: view.getUint32(16) };
}

/** Length of the header that {@link writeIpHeader} writes, in bytes. */
export function ipHeaderLength(family: Family): number {
  return family === 4 ? ipv4Length : ipv6Length;
}

/** What {@link writeIpHeader} puts into the header; both addresses are of one family. */
export interface IpHeaderFields {
  /** The unspecified address when undefined. */
  readonly source: Address | undefined;
  readonly destination: Address;
  readonly protocol: number;
  /** In bytes. */
  readonly payloadLength: number;
}

/** Writes a header without options to the start of `into`: not to be fragmented, 64 hops, no DSCP. */
export function writeIpHeader(into: Uint8Array, fields: IpHeaderFields): void {
  const { source, destination, protocol, payloadLength } = fields;
  const length = ipHeaderLength(destination.family);
  const view = new DataView(into.buffer, into.byteOffset, length);
  into.fill(0, 0, length);
  if (destination.family === 6) {
    view.setUint32(0, 0x60000000);
    view.setUint16(4, payloadLength);
    view.setUint8(6, protocol);
    view.setUint8(7, hops);
    if (source !== undefined) into.set(addressBytes(source), 8);
    into.set(addressBytes(destination), 24);
    return;
  }
  view.setUint16(0, 0x4500);
  view.setUint16(2, ipv4Length + payloadLength);
  view.setUint16(6, dontFragment);
  view.setUint8(8, hops);
  view.setUint8(9, protocol);
  if (source !== undefined) into.set(addressBytes(source), 12);
  into.set(addressBytes(destination), 16);
  view.setUint16(10, internetChecksum(into.subarray(0, ipv4Length)));
}

/** The checksum of RFC 1071 over bytes whose checksum field is zero; `initial` is what else is summed up. */
export function internetChecksum(bytes: Uint8Array, initial = 0): number {
  let sum = initial;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** Paths keep their Address, so that its text is read once and not for each packet. */
const bytesOfAddress = new WeakMap<Address, Uint8Array>();

/** The 4 or 16 bytes of the address. */
export function addressBytes(of: Address): Uint8Array {
  const known = bytesOfAddress.get(of);
  if (known !== undefined) return known;
  const bytes = of.family === 4 ? Uint8Array.from(of.ip.split('.'), Number) : ipv6Bytes(of.ip);
  bytesOfAddress.set(of, bytes);
  return bytes;
}

function ipv6Bytes(ip: string): Uint8Array {
  const [head = '', tail = ''] = ip.split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail);
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (const [index, group] of first.entries()) view.setUint16(index * 2, group);
  for (const [index, group] of last.entries()) view.setUint16(16 - (last.length - index) * 2, group);
  return bytes;
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
