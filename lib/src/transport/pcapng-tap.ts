import { type Address, address } from '../address.ts';
import {
  addressBytes,
  internetChecksum,
  ipHeaderLength,
  protocolSctp,
  protocolUdp,
  writeIpHeader,
} from './ip-header.ts';
import { encodeCaptureHeader, encodePacketBlock } from './pcapng.ts';
import { type Sighting, tap } from './tap.ts';
import type { Transport } from './transport.ts';

const udpHeaderLength = 8;
const sctpTunneling = 9899;

/** What a capture takes beside the packets. */
export interface PcapngOptions {
  /** Time of day in ms since 1970, with a fraction; default: the system's. */
  readonly now?: () => number;
}

/**
 * The transport given, with every packet that it carries written to `sink` as a capture file in pcapng, for Wireshark.
 * IP and UDP headers are made anew: TTL and the like are not those of the wire, and an address that the transport does
 * not know is unspecified.
 */
export function pcapngTap(
  transport: Transport,
  sink: (bytes: Uint8Array) => void,
  { now = () => performance.timeOrigin + performance.now() }: PcapngOptions = {},
): Transport {
  sink(encodeCaptureHeader());
  return tap(transport, (sighting) => {
    const packet = wirePacket(sighting, transport);
    if (packet !== undefined) sink(encodePacketBlock({ packet, direction: sighting.direction, time: now() }));
  });
}

/** Undefined when the packet is larger than what IP can carry. */
function wirePacket(
  { direction, packet, source, destination }: Sighting,
  transport: Transport,
): Uint8Array | undefined {
  const isIPv6 = (source ?? destination)?.family === 6;
  const ends = { source: source ?? unspecified(isIPv6), destination: destination ?? unspecified(isIPv6) };
  const headerLength = ipHeaderLength(ends.destination.family);
  const payloadLength = transport.encapsulationOverhead + packet.length;
  if (headerLength + payloadLength > 65535) return undefined;
  const bytes = new Uint8Array(headerLength + payloadLength);
  const isEncapsulated = transport.encapsulationOverhead === udpHeaderLength;
  writeIpHeader(bytes, { ...ends, protocol: isEncapsulated ? protocolUdp : protocolSctp, payloadLength });
  bytes.set(packet, bytes.length - packet.length);
  if (isEncapsulated) {
    const { localUdpPort: local = sctpTunneling, peerUdpPort: peer = sctpTunneling } = transport;
    const [sourceGuess, destinationGuess] = direction === 'in' ? [peer, local] : [local, peer];
    writeUdpHeader(bytes.subarray(headerLength), {
      ...ends,
      sourcePort: source?.udpPort ?? sourceGuess,
      destinationPort: destination?.udpPort ?? destinationGuess,
    });
  }
  return bytes;
}

function unspecified(isIPv6: boolean): Address {
  return address(isIPv6 ? '::' : '0.0.0.0');
}

interface UdpFields {
  readonly source: Address;
  readonly destination: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Writes the header to the start of the datagram, whose payload is there already, for the checksum. */
function writeUdpHeader(datagram: Uint8Array, { source, destination, sourcePort, destinationPort }: UdpFields): void {
  const view = new DataView(datagram.buffer, datagram.byteOffset, udpHeaderLength);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  view.setUint16(4, datagram.length);
  const pseudoHeader = new Uint8Array([...addressBytes(source), ...addressBytes(destination)]);
  const addressSum = ~internetChecksum(pseudoHeader) & 0xffff;
  const checksum = internetChecksum(datagram, addressSum + protocolUdp + datagram.length);
  view.setUint16(6, checksum === 0 ? 0xffff : checksum);
}
