import type { RandomSource } from '../random-source.ts';

const nonceLength = 8;

/**
 * The Heartbeat Information, a nonce alone: the time of sending and the address, which §8.3 would have in it, are kept
 * with the path, where nobody can forge them.
 */
export function createNonce(random: RandomSource): Uint8Array {
  const nonce = Buffer.allocUnsafe(nonceLength);
  nonce.writeUInt32BE(random.uint32(), 0);
  nonce.writeUInt32BE(random.uint32(), 4);
  return nonce;
}

/** Whether what has come back is this nonce. */
export function isNonce(nonce: Uint8Array, heartbeatInfo: Uint8Array): boolean {
  return nonce.length === heartbeatInfo.length && nonce.every((byte, index) => byte === heartbeatInfo[index]);
}
