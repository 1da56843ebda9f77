import type { Association } from '../association/association.ts';
import { type ChunkReader, chunkTypes } from '../codec/chunk.ts';
import type { CommonHeader } from '../codec/packet.ts';

const reflectedTagFlag = 1;

/**
 * Whether the packet is one of the association's: it has our tag (RFC 9260 §8.5) or, in ABORT and SHUTDOWN COMPLETE
 * with the T bit, the peer's. INIT never is: it is answered without state.
 */
export function isOfAssociation(association: Association, header: CommonHeader, reader: ChunkReader): boolean {
  const type = reader.peekType();
  if (type === chunkTypes.INIT || isOfEarlierAssociation(association, type)) return false;
  const mayReflect = type === chunkTypes.ABORT || type === chunkTypes['SHUTDOWN COMPLETE'];
  const isReflected = mayReflect && (reader.peekFlags() & reflectedTagFlag) !== 0;
  if (!isReflected) return header.verificationTag === association.localTag;
  return association.peerTag !== 0 && header.verificationTag === association.peerTag;
}

/** §8.5.1 E: SHUTDOWN ACK while an association is set up belongs to an earlier one. */
export function isOfEarlierAssociation(association: Association, type: number): boolean {
  const isSettingUp = association.state === 'COOKIE-WAIT' || association.state === 'COOKIE-ECHOED';
  return isSettingUp && type === chunkTypes['SHUTDOWN ACK'];
}
