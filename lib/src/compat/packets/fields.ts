/** What a chunk, parameter or cause says, by the names of the package `sctp`. */
export type Fields = Readonly<Record<string, unknown>>;

/** The number of that name; 0 where there is none, as in the package. */
export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === 'number' ? value : 0;
}

/** The bytes of that name, text as ASCII; none where there are none. */
export function bytesIn(fields: Fields, name: string): Uint8Array {
  const value = fields[name];
  return typeof value === 'string'
    ? Buffer.from(value, 'latin1')
    : value instanceof Uint8Array
      ? value
      : Buffer.alloc(0);
}

/** The list of that name; none where there is none. */
export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  return Array.isArray(value) ? value : [];
}

/** The object of that name; an empty one where there is none. */
export function objectIn(fields: Fields, name: string): Fields {
  return asFields(fields[name]);
}

export function asFields(value: unknown): Fields {
  // `as`: an object has members of some names, and nothing is asked of them yet.
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The same bytes as a Buffer, which users of the package are given. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
