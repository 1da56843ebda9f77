/** The longest time that a timer of Node can wait, in ms. */
export const longestTime = 2 ** 31 - 1;

/** The number, when it is a whole one within the limits. @throws TypeError or RangeError that names option, value and limits */
export function checkNumber(name: string, value: unknown, least: number, greatest: number): number {
  const wanted = `it is a whole number from ${least} to ${greatest}`;
  if (typeof value !== 'number') throw new TypeError(`${name} is ${String(value)}; ${wanted}`);
  if (!(Number.isInteger(value) && value >= least && value <= greatest)) {
    throw new RangeError(`${name} is ${value}; ${wanted}`);
  }
  return value;
}
