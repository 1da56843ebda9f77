import type { Address } from '../address.ts';
import type { Association } from '../association/association.ts';
import type { PacketOfAssociation } from '../association/dispatch.ts';
import { readParameters } from '../association/init.ts';
import type { Transmit } from '../association/output.ts';
import { type Chunk, ChunkReader, chunkTypes } from '../codec/chunk.ts';
import { type CommonHeader, encodePacket } from '../codec/packet.ts';
import type { AssociationTable } from './association-table.ts';

/** A packet from the network, its checksum verified. */
export interface ReceivedPacket {
  readonly bytes: Uint8Array;
  readonly header: CommonHeader;
  readonly from: Address;
  /** Undefined where the transport cannot know it. */
  readonly to: Address | undefined;
}

/** What its association gets of it, with the reader at the first chunk that is to be handled. */
export function packetOfAssociation(
  { header, from, to, bytes }: ReceivedPacket,
  reader: ChunkReader,
): PacketOfAssociation {
  return { reader, verificationTag: header.verificationTag, from, to, length: bytes.length };
}

/**
 * The association that the packet, whose first chunk is of this type, is for: by the address that it came from; an INIT ACK
 * also by those that it lists (RFC 9260 §5.1.2 D).
 */
export function findReceiver(
  associations: AssociationTable,
  { bytes, header, from }: ReceivedPacket,
  firstType: number,
): Association | undefined {
  const association = associations.find(from.ip, header.sourcePort);
  if (association !== undefined || firstType !== chunkTypes['INIT ACK']) return association;
  const chunk = new ChunkReader(bytes).next();
  if (chunk.type !== 'INIT ACK') return undefined;
  return associations.findAny(readParameters(chunk.parameters).addresses, header.sourcePort);
}

/** What every path of IPv6 takes, and nearly every one of IPv4, in bytes: more is not known of the path of a reply. */
const replyMtu = 1280;
const ipv6HeaderLength = 40;

/** The packet that takes a chunk back to where this one came from. */
export function replyTo({ header, from, to }: ReceivedPacket, chunk: Chunk, verificationTag: number): Transmit {
  const packet = encodePacket({
    sourcePort: header.destinationPort,
    destinationPort: header.sourcePort,
    verificationTag,
    chunks: [chunk],
  });
  // An INIT ACK that lists many addresses may be larger (RFC 9260 §3.3.3).
  const fragmentMtu = packet.length + ipv6HeaderLength > replyMtu ? replyMtu : undefined;
  return { packet, to: from, from: to, fragmentMtu };
}
