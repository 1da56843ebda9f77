import { DecodeError } from '../errors.ts';
import { none, paddedLength, readUint16, viewOf, writeUint16 } from './bytes.ts';

export { paddedLength } from './bytes.ts';

/** Type and length of a parameter or cause, in bytes (§3.2.1, §3.3.10). */
const tlvHeaderLength = 4;

/** How one type of parameter or cause reads and writes its value, the bytes after type and length. */
export interface TlvCodec<T> {
  /** The parameter type or cause code. */
  readonly number: number;
  valueLength(tlv: T): number;
  /** Writes all `valueLength` bytes, the first at `offset`. */
  write(tlv: T, bytes: Uint8Array, offset: number): void;
  /** Reads the value from `offset` to before `end`. */
  decode(bytes: Uint8Array, offset: number, end: number): T;
}

/** How a type that has no codec is kept. */
interface UnknownTlv<T> {
  /** Its number and value; undefined for a member that has a codec. */
  parts(tlv: T): { readonly number: number; readonly value: Uint8Array } | undefined;
  make(number: number, value: Uint8Array): T;
}

/** The codec of each member of a union. */
export type TlvCodecs<T extends { readonly type: string }> = {
  readonly [Type in Exclude<T['type'], 'unknown'>]: TlvCodec<Extract<T, { readonly type: Type }>>;
};

/** What sets one union of TLVs apart from another. */
export interface TlvFamilyOptions<T extends { readonly type: string }> {
  /** What a member is called in errors. */
  readonly name: string;
  readonly codecs: TlvCodecs<T>;
  /** Undefined: a type without a codec is a DecodeError. */
  readonly unknown: UnknownTlv<T> | undefined;
  /** Whether a length other than the one that this codec would write is a DecodeError. */
  readonly hasExactLengths: boolean;
}

/** Reads and writes lists of parameters, or of causes; all work is linear in the bytes. */
export class TlvFamily<T extends { readonly type: string }> {
  readonly #options: TlvFamilyOptions<T>;
  readonly #byType = new Map<string, TlvCodec<T>>();
  readonly #byNumber = new Map<number, TlvCodec<T>>();

  constructor(options: TlvFamilyOptions<T>) {
    this.#options = options;
    // `as`: a codec gets only values of the type that it stands under.
    for (const [type, codec] of Object.entries(options.codecs) as [string, TlvCodec<T>][]) {
      this.#byType.set(type, codec);
      this.#byNumber.set(codec.number, codec);
    }
  }

  /**
   * Every TLV between `offset` and `end`; the last one may lack its padding.
   * @throws DecodeError
   */
  decodeList(bytes: Uint8Array, offset: number, end: number): readonly T[] {
    if (offset >= end) return none;
    const list: T[] = [];
    for (let at = offset; at < end; ) {
      const tlvEnd = at + this.#lengthAt(bytes, at, end);
      list.push(this.#decodeOne(bytes, at, tlvEnd));
      at += paddedLength(tlvEnd - at);
    }
    return list;
  }

  /** Length of one TLV without its padding: its length field. */
  length(tlv: T): number {
    const unknown = this.#options.unknown?.parts(tlv);
    return tlvHeaderLength + (unknown === undefined ? this.#codecOf(tlv).valueLength(tlv) : unknown.value.length);
  }

  /** Length of a list, padding between its members included and that after the last left out. */
  listLength(list: readonly T[]): number {
    let length = 0;
    for (const tlv of list) length = paddedLength(length) + this.length(tlv);
    return length;
  }

  /** Writes the list with padding between its members; the padding of the last is the caller's. */
  writeList(list: readonly T[], bytes: Uint8Array, offset: number): void {
    let at = offset;
    for (const tlv of list) {
      const padded = offset + paddedLength(at - offset);
      bytes.fill(0, at, padded);
      at = this.write(tlv, bytes, padded);
    }
  }

  /** Writes one TLV without padding; returns where it ends. */
  write(tlv: T, bytes: Uint8Array, offset: number): number {
    const length = this.length(tlv);
    writeUint16(bytes, offset + 2, length);
    const unknown = this.#options.unknown?.parts(tlv);
    if (unknown === undefined) {
      const codec = this.#codecOf(tlv);
      writeUint16(bytes, offset, codec.number);
      codec.write(tlv, bytes, offset + tlvHeaderLength);
    } else {
      writeUint16(bytes, offset, unknown.number);
      bytes.set(unknown.value, offset + tlvHeaderLength);
    }
    return offset + length;
  }

  #decodeOne(bytes: Uint8Array, offset: number, end: number): T {
    const { name, unknown, hasExactLengths } = this.#options;
    const number = readUint16(bytes, offset);
    const codec = this.#byNumber.get(number);
    if (codec === undefined) {
      if (unknown === undefined) throw new DecodeError(`no ${name} has number ${number}`);
      return unknown.make(number, viewOf(bytes, offset + tlvHeaderLength, end));
    }
    const tlv = codec.decode(bytes, offset + tlvHeaderLength, end);
    if (hasExactLengths && this.length(tlv) !== end - offset) {
      throw new DecodeError(`${name} ${tlv.type} cannot be ${end - offset} bytes long`);
    }
    return tlv;
  }

  /** The length field at `offset`, once it is known to lie within the bytes. */
  #lengthAt(bytes: Uint8Array, offset: number, end: number): number {
    const left = end - offset;
    if (left < tlvHeaderLength) throw new DecodeError(`${left} bytes left are no ${this.#options.name}`);
    const length = readUint16(bytes, offset + 2);
    if (length < tlvHeaderLength || length > left) {
      throw new DecodeError(`${this.#options.name} of length ${length} where ${left} bytes are left`);
    }
    return length;
  }

  #codecOf(tlv: T): TlvCodec<T> {
    const codec = this.#byType.get(tlv.type);
    if (codec === undefined) throw new TypeError(`no ${this.#options.name} is called ${JSON.stringify(tlv.type)}`);
    return codec;
  }
}
