import { takeMemory } from './block-pool.ts';

/** Smaller data is copied also where its packet may be kept: memory of its own takes some hundred bytes more than the pool. */
const leastKept = 512;

/** Bytes of a packet beside the user data that may be held with it: less than what it is charged for. */
const mostHeldBeside = 128;

/**
 * User data, a view of a packet, that may be held for long, or is read at once: a copy, unless the packet may be kept and is
 * little else.
 */
export function holdUserData(userData: Uint8Array, isReadAtOnce: boolean, keepsPackets: boolean): Buffer {
  const { length } = userData;
  if (keepsPackets && length >= leastKept && userData.buffer.byteLength - length <= mostHeldBeside) {
    // `as`: a packet of one's own is in no shared memory.
    return Buffer.from(userData.buffer as ArrayBuffer, userData.byteOffset, length);
  }
  if (isReadAtOnce) return Buffer.from(userData);
  const copy = takeMemory(length);
  copy.set(userData);
  return copy;
}
