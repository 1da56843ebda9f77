import { type Format, wrongLength } from './format.ts';

/** Numbers are made here and copied: a DataView of their own would cost each a buffer outside of the heap, 1 µs. */
const scratch = new Uint8Array(8);
const scratchView = new DataView(scratch.buffer);

/** A signed number of 32 bits. */
export const integer32: Format<number> = numberFormat('Integer32', 4, {
  check: (value) => checkRange(Number.isInteger(value), value, -(2 ** 31), 2 ** 31 - 1),
  read: (view) => view.getInt32(0),
  write: (view, value) => view.setInt32(0, value),
});

/** A signed number of 64 bits, as a bigint. */
export const integer64: Format<bigint> = numberFormat('Integer64', 8, {
  check: (value) => checkRange(typeof value === 'bigint', value, -(2n ** 63n), 2n ** 63n - 1n),
  read: (view) => view.getBigInt64(0),
  write: (view, value) => view.setBigInt64(0, value),
});

/** A number of 32 bits. */
export const unsigned32: Format<number> = numberFormat('Unsigned32', 4, {
  check: (value) => checkRange(Number.isInteger(value), value, 0, 2 ** 32 - 1),
  read: (view) => view.getUint32(0),
  write: (view, value) => view.setUint32(0, value),
});

/** A number of 64 bits, as a bigint. */
export const unsigned64: Format<bigint> = numberFormat('Unsigned64', 8, {
  check: (value) => checkRange(typeof value === 'bigint', value, 0n, 2n ** 64n - 1n),
  read: (view) => view.getBigUint64(0),
  write: (view, value) => view.setBigUint64(0, value),
});

/** A floating-point number of single precision, to which values are rounded. */
export const float32: Format<number> = numberFormat('Float32', 4, {
  check: checkNumber,
  read: (view) => view.getFloat32(0),
  write: (view, value) => view.setFloat32(0, value),
});

/** A floating-point number of double precision. */
export const float64: Format<number> = numberFormat('Float64', 8, {
  check: checkNumber,
  read: (view) => view.getFloat64(0),
  write: (view, value) => view.setFloat64(0, value),
});

interface NumberAccess<Value> {
  /** Throws for what `write` would change without a word. */
  readonly check: (value: Value) => void;
  readonly read: (view: DataView) => Value;
  readonly write: (view: DataView, value: Value) => void;
}

function numberFormat<Value>(name: string, length: number, { check, read, write }: NumberAccess<Value>): Format<Value> {
  return {
    name,
    minimumLength: length,
    encode(value) {
      check(value);
      write(scratchView, value);
      return scratch.slice(0, length);
    },
    decode(avp) {
      const { data } = avp;
      if (data.length !== length) throw wrongLength(avp, name);
      return read(new DataView(data.buffer, data.byteOffset, length));
    },
  };
}

function checkRange<Value extends number | bigint>(
  isWhole: boolean,
  value: Value,
  least: Value,
  greatest: Value,
): void {
  if (!isWhole) throw new TypeError(`${String(value)} is no whole ${typeof least}`);
  if (value < least || value > greatest) throw new RangeError(`${value} is not within ${least} and ${greatest}`);
}

function checkNumber(value: number): void {
  if (typeof value !== 'number') throw new TypeError(`${String(value)} is no number`);
}
