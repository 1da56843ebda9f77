import { InvalidArgumentError } from 'commander';
import type { LoadOptions } from './load.ts';

/** Reads a whole number within the limits. */
export function wholeNumber(least: number, greatest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= greatest) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${greatest}.`);
  };
}

/** Adds to a list, for an option that is repeatable. */
export function addToList(text: string, list: readonly string[] = []): readonly string[] {
  return [...list, text];
}

const unitNames = ['CC-Time', 'CC-Total-Octets', 'CC-Service-Specific-Units'] as const;

/** Reads an amount of a service: `CC-Time=60`. */
export function parseUnits(text: string): LoadOptions['units'] {
  const [name, count = ''] = text.split('=', 2);
  const unit = unitNames.find((known) => known === name);
  if (unit === undefined || !/^\d{1,15}$/.test(count)) {
    throw new InvalidArgumentError(`It is one of ${unitNames.join(', ')}, then = and a whole number.`);
  }
  if (unit !== 'CC-Time') return { [unit]: BigInt(count) };
  if (Number(count) > 0xffffffff) throw new InvalidArgumentError('CC-Time is 4294967295 at most.');
  return { [unit]: Number(count) };
}
