/** Type, flags and length of a chunk, in bytes (§3.2). */
export const chunkHeaderLength = 4;

/** How one type of chunk reads and writes what its header does not say. */
export interface ChunkCodec<T> {
  /** Least Chunk Length that holds the fixed fields. */
  readonly minimumLength: number;
  /** The Chunk Length field: header included, padding not. */
  length(chunk: T): number;
  flags(chunk: T): number;
  /** Writes all that follows the header of a chunk that begins at `offset`. */
  write(chunk: T, bytes: Uint8Array, offset: number): void;
  /**
   * Reads a chunk that begins at `offset` and ends before `end`, at least `minimumLength` bytes later.
   * @throws DecodeError
   */
  decode(bytes: Uint8Array, offset: number, end: number): T;
}

/** The Chunk Flags of the chunk that begins at `offset`. */
export function flagsAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset + 1] ?? 0;
}

/** The codec of a chunk that is a header without flags. */
export function emptyChunk<T>(chunk: T): ChunkCodec<T> {
  return {
    minimumLength: chunkHeaderLength,
    length: () => chunkHeaderLength,
    flags: noFlags,
    write: () => {},
    decode: () => chunk,
  };
}

/** The flags of a chunk that has none. */
export function noFlags(): number {
  return 0;
}
