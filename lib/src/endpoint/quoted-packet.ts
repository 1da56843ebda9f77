import type { Association } from '../association/association.ts';
import { readUint16, readUint32 } from '../codec/bytes.ts';
import { chunkTypes } from '../codec/chunk.ts';
import { commonHeaderLength } from '../codec/packet.ts';
import type { QuotedPacket } from '../icmp-message.ts';
import type { AssociationTable } from './association-table.ts';

/** Ports and Verification Tag: what every ICMP message quotes (RFC 792). */
const leastQuote = 8;
const initiateTagOffset = commonHeaderLength + 4;

/**
 * The association of a local port that has sent the packet which ICMP quotes (RFC 9260 §10, ICMP5 and ICMP6): undefined
 * when the message is forged, or quotes too little to tell.
 */
export function findSender(
  associations: AssociationTable,
  localPort: number,
  { destination, bytes }: QuotedPacket,
): { readonly association: Association; readonly isInit: boolean } | undefined {
  if (bytes.length < leastQuote || readUint16(bytes, 0) !== localPort) return undefined;
  const association = associations.find(destination.ip, readUint16(bytes, 2));
  if (association === undefined) return undefined;
  const verificationTag = readUint32(bytes, 4);
  if (verificationTag !== 0) {
    return verificationTag === association.peerTag ? { association, isInit: false } : undefined;
  }
  // An INIT. What ICMP6 calls the tag of the peer is the one that the peer is to use: ours.
  const isInit = bytes.length >= initiateTagOffset + 4 && bytes[commonHeaderLength] === chunkTypes.INIT;
  return isInit && readUint32(bytes, initiateTagOffset) === association.localTag
    ? { association, isInit: true }
    : undefined;
}
