/** Data below this size gets memory of its own: in Node's pool of 8 kB it would keep up to that much alive. */
const leastPooled = 1024;

/** Bytes of a packet beside the user data that may be held with it: less than what it is charged for. */
const mostHeldBeside = 128;

/**
 * User data, a view of a packet, that may be held for long, or is read at once: a copy, unless the packet may be kept and is
 * little else.
 */
export function holdUserData(userData: Uint8Array, isReadAtOnce: boolean, keepsPackets: boolean): Buffer {
  if (keepsPackets && userData.buffer.byteLength - userData.length <= mostHeldBeside) {
    // `as`: a packet of one's own is in no shared memory.
    return Buffer.from(userData.buffer as ArrayBuffer, userData.byteOffset, userData.length);
  }
  if (isReadAtOnce || userData.length >= leastPooled) return Buffer.from(userData);
  const copy = Buffer.allocUnsafeSlow(userData.length);
  copy.set(userData);
  return copy;
}
