import type { Family } from '../address.ts';
import type { IcmpMessage, IcmpReport, QuotedPacket } from '../icmp-message.ts';
import type { AddressCache } from './address-cache.ts';
import { fragmentHeaderLength, protocolFragment } from './ip-fragments.ts';
import { internetChecksum, ipHeaderLength, protocolSctp } from './ip-header.ts';

export const protocolIcmp = 1;
export const protocolIcmpv6 = 58;

const icmpHeaderLength = 8;
const ipv4HeaderLength = ipHeaderLength(4);
const ipv6HeaderLength = ipHeaderLength(6);
/** The offset of a fragment, in IPv4 and in IPv6: what is not the first has no SCTP header. */
const offsetMask = { 4: 0x1fff, 6: 0xfff8 } as const;

/** "Destination Unreachable" (RFC 792) and "Packet Too Big", "Parameter Problem" (RFC 4443). */
const types = { 4: { unreachable: 3 }, 6: { unreachable: 1, packetTooBig: 2, parameterProblem: 4 } } as const;

/** Types of ICMP messages that are of interest. */
export const icmpTypes: Readonly<Record<Family, readonly number[]>> = {
  4: Object.values(types[4]),
  6: Object.values(types[6]),
};

/** An ICMP message, from its own header on, about a packet of SCTP; undefined for any other (RFC 9260 §10, ICMP1, ICMP2, ICMP4). */
export function decodeIcmp(family: Family, bytes: Uint8Array, addresses: AddressCache): IcmpMessage | undefined {
  if (bytes.length < icmpHeaderLength) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const report = family === 4 ? icmpv4Report(bytes, view) : icmpv6Report(view);
  if (report === undefined) return undefined;
  const packet = bytes.subarray(icmpHeaderLength);
  const quoted = family === 4 ? quotedIPv4(packet, addresses) : quotedIPv6(packet, addresses);
  return quoted && { ...report, quoted };
}

function icmpv4Report(bytes: Uint8Array, view: DataView): IcmpReport | undefined {
  // Unlike ICMPv6, the kernel has not checked it yet when a raw socket gets it.
  if (view.getUint8(0) !== types[4].unreachable || internetChecksum(bytes) !== 0) return undefined;
  switch (view.getUint8(1)) {
    case 2:
      return { type: 'PROTOCOL-UNREACHABLE' };
    case 3:
      return { type: 'PORT-UNREACHABLE' };
    case 4:
      return { type: 'PACKET-TOO-BIG', nextHopMtu: view.getUint16(6) || undefined };
    default:
      return { type: 'UNREACHABLE' };
  }
}

function icmpv6Report(view: DataView): IcmpReport | undefined {
  const code = view.getUint8(1);
  switch (view.getUint8(0)) {
    case types[6].unreachable:
      return { type: code === 4 ? 'PORT-UNREACHABLE' : 'UNREACHABLE' };
    case types[6].packetTooBig:
      return { type: 'PACKET-TOO-BIG', nextHopMtu: view.getUint32(4) };
    case types[6].parameterProblem:
      return code === 1 ? { type: 'PROTOCOL-UNREACHABLE' } : undefined;
    default:
      return undefined;
  }
}

function quotedIPv4(packet: Uint8Array, addresses: AddressCache): QuotedPacket | undefined {
  if (packet.length < ipv4HeaderLength) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const headerLength = (view.getUint8(0) & 0x0f) * 4;
  const isFirst = (view.getUint16(6) & offsetMask[4]) === 0;
  const isSctp = view.getUint8(0) >>> 4 === 4 && view.getUint8(9) === protocolSctp;
  if (!isSctp || !isFirst || headerLength < ipv4HeaderLength) return undefined;
  return {
    source: addresses.fromIPv4(view.getUint32(12)),
    destination: addresses.fromIPv4(view.getUint32(16)),
    length: view.getUint16(2),
    bytes: packet.subarray(headerLength),
  };
}

function quotedIPv6(packet: Uint8Array, addresses: AddressCache): QuotedPacket | undefined {
  if (packet.length < ipv6HeaderLength) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const headerLength = view.getUint8(0) >>> 4 === 6 ? lengthBeforeSctp(view) : undefined;
  if (headerLength === undefined) return undefined;
  return {
    source: addresses.fromIPv6(packet, 8),
    destination: addresses.fromIPv6(packet, 24),
    length: ipv6HeaderLength + view.getUint16(4),
    bytes: packet.subarray(headerLength),
  };
}

/** Of the headers that we send; undefined where it is not SCTP that follows. */
function lengthBeforeSctp(view: DataView): number | undefined {
  const next = view.getUint8(6);
  if (next === protocolSctp) return ipv6HeaderLength;
  if (next !== protocolFragment || view.byteLength < ipv6HeaderLength + fragmentHeaderLength) return undefined;
  const isFirst = (view.getUint16(ipv6HeaderLength + 2) & offsetMask[6]) === 0;
  return view.getUint8(ipv6HeaderLength) === protocolSctp && isFirst
    ? ipv6HeaderLength + fragmentHeaderLength
    : undefined;
}
