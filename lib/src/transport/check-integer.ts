/** The whole numbers that an option takes, both ends included. */
interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

/**
 * The value of the option, once it is known to be a whole number in the range.
 * @throws TypeError when it is no number; RangeError when it is another one.
 */
export function checkInteger(name: string, value: unknown, { min, max }: IntegerRange): number {
  if (typeof value !== 'number') {
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
    throw new TypeError(`${name} is ${text}; it takes a number in ${min}–${max}`);
  }
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name} ${value} is not a whole number in ${min}–${max}`);
}
