import { type Address, address } from '../address.ts';
import {
  addressBytes,
  internetChecksum,
  ipHeaderLength,
  PROTOCOL_SCTP,
  PROTOCOL_UDP,
  writeIpHeader,
} from './ip-header.ts';
import { encodeCaptureHeader, encodePacketBlock } from './pcapng.ts';
import type { Transport, TransportOpenOptions, TransportPort, TransportStatistics } from './transport.ts';

const UDP_HEADER_LENGTH = 8;
const SCTP_TUNNELING = 9899;

export interface PcapngOptions {
  /** Time of day in ms since 1970, with a fraction; default: the system's. */
  readonly now?: () => number;
}

/** The packet as it was on the wire, as far as is known. */
interface Sighting {
  readonly packet: Uint8Array;
  readonly direction: 'inbound' | 'outbound';
  readonly source: Address | undefined;
  readonly destination: Address | undefined;
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
  return new TappedTransport(transport, (sighting) => {
    const packet = wirePacket(sighting, transport);
    if (packet !== undefined) sink(encodePacketBlock({ packet, direction: sighting.direction, time: now() }));
  });
}

class TappedTransport implements Transport {
  readonly #transport: Transport;
  readonly #see: (sighting: Sighting) => void;

  constructor(transport: Transport, see: (sighting: Sighting) => void) {
    this.#transport = transport;
    this.#see = see;
  }

  get encapsulationOverhead(): number {
    return this.#transport.encapsulationOverhead;
  }

  get localUdpPort(): number | undefined {
    return this.#transport.localUdpPort;
  }

  get peerUdpPort(): number | undefined {
    return this.#transport.peerUdpPort;
  }

  get mayFragment(): boolean {
    return this.#transport.mayFragment ?? false;
  }

  async open(options: TransportOpenOptions): Promise<TransportPort> {
    const { receiver } = options;
    const port = await this.#transport.open({
      ...options,
      receiver: {
        receive: (packet, from, to) => {
          this.#see({ packet, direction: 'inbound', source: from, destination: to });
          receiver.receive(packet, from, to);
        },
        fail: (error) => receiver.fail(error),
      },
    });
    return new TappedPort(port, this.#see);
  }
}

class TappedPort implements TransportPort {
  readonly #port: TransportPort;
  readonly #see: (sighting: Sighting) => void;

  constructor(port: TransportPort, see: (sighting: Sighting) => void) {
    this.#port = port;
    this.#see = see;
  }

  get port(): number {
    return this.#port.port;
  }

  get localAddresses(): readonly string[] {
    return this.#port.localAddresses;
  }

  get statistics(): TransportStatistics {
    return this.#port.statistics;
  }

  send(packet: Uint8Array, to: Address, from: Address | undefined): void {
    const source = from ?? onlyAddress(this.localAddresses, to.family);
    this.#see({ packet, direction: 'outbound', source, destination: to });
    this.#port.send(packet, to, from);
  }

  mtuTo(to: Address): number {
    return this.#port.mtuTo(to);
  }

  ref(): void {
    this.#port.ref();
  }

  unref(): void {
    this.#port.unref();
  }

  close(): void {
    this.#port.close();
  }
}

/** Where there is but one address of the family, a packet left from it. */
function onlyAddress(localAddresses: readonly string[], family: 4 | 6): Address | undefined {
  const [first, second] = localAddresses.map((ip) => address(ip)).filter((local) => local.family === family);
  return second === undefined ? first : undefined;
}

/** Undefined when the packet is larger than what IP can carry. */
function wirePacket(sighting: Sighting, transport: Transport): Uint8Array | undefined {
  const { packet, source, destination } = sighting;
  const isIPv6 = (source ?? destination)?.family === 6;
  const ends = { source: source ?? unspecified(isIPv6), destination: destination ?? unspecified(isIPv6) };
  const headerLength = ipHeaderLength(ends.destination.family);
  const payloadLength = transport.encapsulationOverhead + packet.length;
  if (headerLength + payloadLength > 65535) return undefined;
  const bytes = new Uint8Array(headerLength + payloadLength);
  const isEncapsulated = transport.encapsulationOverhead === UDP_HEADER_LENGTH;
  writeIpHeader(bytes, { ...ends, protocol: isEncapsulated ? PROTOCOL_UDP : PROTOCOL_SCTP, payloadLength });
  bytes.set(packet, bytes.length - packet.length);
  if (isEncapsulated) {
    const { localUdpPort: local = SCTP_TUNNELING, peerUdpPort: peer = SCTP_TUNNELING } = transport;
    const isInbound = sighting.direction === 'inbound';
    const sourcePort = isInbound ? (ends.source.udpPort ?? peer) : local;
    const destinationPort = isInbound ? local : (ends.destination.udpPort ?? peer);
    writeUdpHeader(bytes.subarray(headerLength), { ...ends, sourcePort, destinationPort });
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
  const view = new DataView(datagram.buffer, datagram.byteOffset, UDP_HEADER_LENGTH);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  view.setUint16(4, datagram.length);
  const pseudoHeader = new Uint8Array([...addressBytes(source), ...addressBytes(destination)]);
  const addressSum = ~internetChecksum(pseudoHeader) & 0xffff;
  const checksum = internetChecksum(datagram, addressSum + PROTOCOL_UDP + datagram.length);
  view.setUint16(6, checksum === 0 ? 0xffff : checksum);
}
