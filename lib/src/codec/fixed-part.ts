import { type Field, type Structure, struct } from 'buffer-layout';

/** The fixed fields of a chunk, parameter or cause, named as its value names them. */
export class FixedPart<Property extends string> {
  readonly #layout: Structure<Property>;

  /** Fields without a name are reserved: zero when written, ignored when read. */
  constructor(fields: Field<Property>[]) {
    this.#layout = struct(fields);
  }

  /** Bytes that it takes. */
  get span(): number {
    return this.#layout.span;
  }

  /** The fields at `offset`; the caller has checked that the bytes hold them. */
  decode(bytes: Uint8Array, offset: number): { [P in Property]: number } {
    return this.#layout.decode(asBuffer(bytes), offset);
  }

  /**
   * Writes the fields of a value, which may have others besides; one that is undefined is written as zero.
   * @throws RangeError when a number does not fit its field.
   */
  encode(fields: { readonly [P in Property]?: number | undefined }, bytes: Uint8Array, offset: number): void {
    bytes.fill(0, offset, offset + this.span);
    this.#layout.encode(fields, asBuffer(bytes), offset);
  }
}

/** The same memory as a Buffer, which is all that buffer-layout takes. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
