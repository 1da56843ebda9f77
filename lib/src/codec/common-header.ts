import { DecodeError } from '../errors.ts';
import { readUint16, readUint32 } from './bytes.ts';
import { commonHeaderLength, readChecksum } from './checksum.ts';

export { commonHeaderLength } from './checksum.ts';

/** What every packet begins with (RFC 9260 §3.1). */
export interface CommonHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly verificationTag: number;
  /** The CRC32c as a number: what `computeChecksum` gives for a packet that arrived whole. */
  readonly checksum: number;
}

/**
 * Reads the common header of a packet.
 * @throws DecodeError when the bytes are fewer than 12.
 */
export function decodeCommonHeader(bytes: Uint8Array): CommonHeader {
  if (bytes.length < commonHeaderLength) throw new DecodeError(`${bytes.length} bytes are no common header`);
  return {
    sourcePort: readUint16(bytes, 0),
    destinationPort: readUint16(bytes, 2),
    verificationTag: readUint32(bytes, 4),
    checksum: readChecksum(bytes),
  };
}
