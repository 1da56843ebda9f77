/** The CRC32c of the package crc-32, which has types for its CRC32 only. */
declare module 'crc-32/crc32c.js' {
  const crc32c: {
    /** The CRC32c of the bytes as a signed number; `seed` is the CRC32c of what goes before them. */
    buf(bytes: Uint8Array, seed?: number): number;
    /** What each byte adds, by its value. */
    readonly table: Int32Array;
  };
  export default crc32c;
}
