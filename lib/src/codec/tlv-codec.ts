import type { Field } from 'buffer-layout';
import { DecodeError } from '../errors.ts';
import { byteAt, none, readUint16, viewOf, writeUint16 } from './bytes.ts';
import { FixedPart } from './fixed-part.ts';
import type { TlvCodec } from './tlv.ts';

/** The codec of a TLV without a value. */
export function emptyTlv<T>(number: number, tlv: T): TlvCodec<T> {
  return { number, valueLength: () => 0, write: () => {}, decode: () => tlv };
}

/** The codec of a TLV whose value is fields of fixed size; whatever follows them is ignored. */
export function fixedTlv<const Type extends string, Property extends string>(
  number: number,
  type: Type,
  fields: Field<Property>[],
): TlvCodec<{ readonly type: Type } & { readonly [P in Property]: number }> {
  const fixedPart = new FixedPart(fields);
  return {
    number,
    valueLength: () => fixedPart.span,
    write: (tlv, bytes, offset) => fixedPart.encode(tlv, bytes, offset),
    decode: (bytes, offset, end) => {
      requireValue(fixedPart.span, offset, end);
      return { type, ...fixedPart.decode(bytes, offset) };
    },
  };
}

/** The codec of a TLV whose value is bytes that mean nothing here. */
export function opaqueTlv<T>(
  number: number,
  value: (tlv: T) => Uint8Array,
  make: (value: Uint8Array) => T,
): TlvCodec<T> {
  return {
    number,
    valueLength: (tlv) => value(tlv).length,
    write: (tlv, bytes, offset) => bytes.set(value(tlv), offset),
    decode: (bytes, offset, end) => make(viewOf(bytes, offset, end)),
  };
}

/** The codec of a TLV whose value is a list of bytes. */
export function uint8ListTlv<T>(
  number: number,
  value: (tlv: T) => readonly number[],
  make: (value: readonly number[]) => T,
): TlvCodec<T> {
  return {
    number,
    valueLength: (tlv) => value(tlv).length,
    write: (tlv, bytes, offset) => bytes.set(value(tlv), offset),
    decode: (bytes, offset, end) => {
      const list = new Array<number>(end - offset);
      for (let i = 0; i < list.length; i += 1) list[i] = byteAt(bytes, offset + i);
      return make(list);
    },
  };
}

/** The codec of a TLV whose value is a list of 16-bit numbers. */
export function uint16ListTlv<T>(
  number: number,
  value: (tlv: T) => readonly number[],
  make: (value: readonly number[]) => T,
): TlvCodec<T> {
  return {
    number,
    valueLength: (tlv) => 2 * value(tlv).length,
    write: (tlv, bytes, offset) => writeUint16List(value(tlv), bytes, offset),
    decode: (bytes, offset, end) => make(decodeUint16List(bytes, offset, end)),
  };
}

/** Every whole 16-bit number between `offset` and `end`. */
export function decodeUint16List(bytes: Uint8Array, offset: number, end: number): readonly number[] {
  if (end - offset < 2) return none;
  const list = new Array<number>((end - offset) >> 1);
  for (let i = 0; i < list.length; i += 1) list[i] = readUint16(bytes, offset + 2 * i);
  return list;
}

/** Writes 16-bit numbers one after the other. */
export function writeUint16List(list: readonly number[], bytes: Uint8Array, offset: number): void {
  let at = offset;
  for (const value of list) {
    writeUint16(bytes, at, value);
    at += 2;
  }
}

/** @throws DecodeError when fewer than `length` bytes are left. */
export function requireValue(length: number, offset: number, end: number): void {
  if (end - offset < length) throw new DecodeError(`${end - offset} bytes of value where ${length} are needed`);
}
