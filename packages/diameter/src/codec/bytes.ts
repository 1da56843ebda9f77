/** Greatest number that the 24 bits of a length or of a command code hold. */
export const greatestUint24 = 0xffffff;

/** The big-endian number at `offset`; bytes past the end count as zero. */
export function readUint24(bytes: Uint8Array, offset: number): number {
  return (byteAt(bytes, offset) << 16) | (byteAt(bytes, offset + 1) << 8) | byteAt(bytes, offset + 2);
}

/** The big-endian number at `offset`; bytes past the end count as zero. */
export function readUint32(bytes: Uint8Array, offset: number): number {
  return ((byteAt(bytes, offset) << 24) | readUint24(bytes, offset + 1)) >>> 0;
}

/** Writes the low 24 bits of `value`, big-endian. */
export function writeUint24(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 16;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value;
}

/** Writes the low 32 bits of `value`, big-endian. */
export function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  writeUint24(bytes, offset + 1, value);
}

/** The byte at `offset`; past the end, zero. */
export function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

/** A view of the bytes from `start` to before `end`: a plain Uint8Array also where `bytes` is a Buffer. */
export function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

/** The bytes as a Buffer, without a copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The next multiple of 4: what an AVP of this length takes up (RFC 6733 §4.1). */
export function paddedLength(length: number): number {
  return (length + 3) & ~3;
}
