import type { Address } from '../address.ts';
import { internetChecksum, ipHeaderLength, protocolSctp, writeIpHeader } from './ip-header.ts';

/** Next Header of a Fragment header (RFC 8200 §4.5). */
export const protocolFragment = 44;
/** Of a Fragment header, in bytes. */
export const fragmentHeaderLength = 8;

/** How an SCTP packet is cut; both addresses are of one family. */
export interface FragmentationOptions {
  /** The unspecified address when undefined: of IPv4 alone the kernel puts it in. */
  readonly source: Address | undefined;
  readonly destination: Address;
  /** Largest IP packet, in bytes. */
  readonly mtu: number;
  /** Tells the fragments of one packet from those of others: not 0. */
  readonly identification: number;
}

const moreFragments = 0x2000;

/** The IP packets that together carry an SCTP packet: fragments that routers may cut further in IPv4 (RFC 791, RFC 8200 §4.5). */
export function fragmentPacket(packet: Uint8Array, options: FragmentationOptions): Uint8Array[] {
  const { destination, mtu } = options;
  const overhead = ipHeaderLength(destination.family) + (destination.family === 6 ? fragmentHeaderLength : 0);
  // Offsets are counted in units of eight bytes.
  const pieceLength = (mtu - overhead) & ~7;
  const fragments: Uint8Array[] = [];
  for (let offset = 0; offset < packet.length; offset += pieceLength) {
    const piece = packet.subarray(offset, offset + pieceLength);
    const fragment = new Uint8Array(overhead + piece.length);
    fragment.set(piece, overhead);
    const isLast = offset + pieceLength >= packet.length;
    if (destination.family === 4) writeIPv4(fragment, options, offset, isLast);
    else writeIPv6(fragment, options, offset, isLast);
    fragments.push(fragment);
  }
  return fragments;
}

function writeIPv4(fragment: Uint8Array, options: FragmentationOptions, offset: number, isLast: boolean): void {
  const { source, destination, identification } = options;
  const headerLength = ipHeaderLength(4);
  const payloadLength = fragment.length - headerLength;
  writeIpHeader(fragment, { source, destination, protocol: protocolSctp, payloadLength });
  const view = new DataView(fragment.buffer);
  view.setUint16(4, identification & 0xffff);
  view.setUint16(6, (offset >>> 3) | (isLast ? 0 : moreFragments));
  view.setUint16(10, 0);
  view.setUint16(10, internetChecksum(fragment.subarray(0, headerLength)));
}

function writeIPv6(fragment: Uint8Array, options: FragmentationOptions, offset: number, isLast: boolean): void {
  const { source, destination, identification } = options;
  const headerLength = ipHeaderLength(6);
  const payloadLength = fragment.length - headerLength;
  writeIpHeader(fragment, { source, destination, protocol: protocolFragment, payloadLength });
  const view = new DataView(fragment.buffer);
  view.setUint8(headerLength, protocolSctp);
  view.setUint16(headerLength + 2, offset | (isLast ? 0 : 1));
  view.setUint32(headerLength + 4, identification);
}
