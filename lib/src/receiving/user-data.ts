/** Data below this size gets memory of its own: in Node's pool of 8 kB it would keep up to that much alive. */
const leastPooled = 1024;

/** A copy of user data, a view of a packet, that may be held for long, or is read at once. */
export function copyUserData(userData: Uint8Array, isReadAtOnce: boolean): Buffer {
  if (isReadAtOnce || userData.length >= leastPooled) return Buffer.from(userData);
  const copy = Buffer.allocUnsafeSlow(userData.length);
  copy.set(userData);
  return copy;
}
