import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { ppid } from 'usctp';

/** Makes the parser of a whole number in a range. @throws InvalidArgumentError that names the range. */
export function wholeNumber(least: number, largest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > largest) {
      throw new InvalidArgumentError(`It takes a whole number in ${least}–${largest}.`);
    }
    return value;
  };
}

/** Adds an IP address to those of the same option. @throws InvalidArgumentError */
export function addAddress(text: string, previous: readonly string[] = []): string[] {
  if (isIP(text) === 0) throw new InvalidArgumentError('It takes an IP address.');
  return [...previous, text];
}

/** A payload protocol identifier, by number or by a registered name, as `diameter`. @throws InvalidArgumentError */
export function parsePpid(text: string): number {
  const named = Object.entries(ppid).find(([name]) => name.toLowerCase() === text.toLowerCase());
  if (named !== undefined) return named[1];
  if (/^\d+$/.test(text) && Number(text) <= 0xffffffff) return Number(text);
  throw new InvalidArgumentError(
    `It takes a number in 0–${0xffffffff}, or one of the names ${Object.keys(ppid).join(', ')}.`,
  );
}
