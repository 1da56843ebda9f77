import { byteAt } from './bytes.ts';
import { crc32cWithout } from './crc32c.ts';

const checksumOffset = 8;

/** Length of the common header in bytes (§3.1): its last field is the checksum. */
export const commonHeaderLength = checksumOffset + 4;

/**
 * CRC32c of a packet, its checksum field counted as zero (RFC 9260 §6.8, appendix A).
 * The packet must hold a common header.
 */
export function computeChecksum(packet: Uint8Array): number {
  return crc32cWithout(packet, checksumOffset, commonHeaderLength);
}

/** Whether the checksum field holds the packet's CRC32c; false for anything shorter than a common header. */
export function hasValidChecksum(packet: Uint8Array): boolean {
  return packet.length >= commonHeaderLength && readChecksum(packet) === computeChecksum(packet);
}

/** Fills the checksum field in, over the packet as it stands. */
export function writeChecksum(packet: Uint8Array): void {
  const checksum = computeChecksum(packet);
  packet[checksumOffset] = checksum;
  packet[checksumOffset + 1] = checksum >>> 8;
  packet[checksumOffset + 2] = checksum >>> 16;
  packet[checksumOffset + 3] = checksum >>> 24;
}

/** The checksum field: alone among SCTP's numbers, its bytes go in reverse (RFC 9260 appendix A). */
export function readChecksum(packet: Uint8Array): number {
  return (
    (byteAt(packet, checksumOffset) |
      (byteAt(packet, checksumOffset + 1) << 8) |
      (byteAt(packet, checksumOffset + 2) << 16) |
      (byteAt(packet, checksumOffset + 3) << 24)) >>>
    0
  );
}
