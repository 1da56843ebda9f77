import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { ppid } from 'usctp';
import { type Options, optionNames, resolveOptions } from 'usctp/core';

/** Options of the library that the command line sets. */
export type Settings = Partial<Options>;

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

/** An IP address. @throws InvalidArgumentError */
export function parseAddress(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError('It takes an IP address.');
  return text;
}

/** Adds an IP address to those of the same option. @throws InvalidArgumentError */
export function addAddress(text: string, previous: readonly string[] = []): string[] {
  return [...previous, parseAddress(text)];
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

/**
 * Adds `OPTION=VALUE` to the settings before it. The value is read as the option needs it; whether it is in range is for
 * {@link checkSettings}, as some ranges depend on other options.
 * @throws InvalidArgumentError
 */
export function addSetting(text: string, previous: Settings = {}): Settings {
  const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It takes OPTION=VALUE.');
  const option = optionNames.find((candidate) => candidate === name);
  if (option === undefined) {
    throw new InvalidArgumentError(`There is no option ${name}: the options are ${optionNames.join(', ')}.`);
  }
  // `as`: the library checks the type of each value, and tells what is wrong with it better than we could.
  return { ...previous, [option]: parseValue(option, value) } as Settings;
}

/** What is wrong with the settings, with the name of the option and its limit; undefined when nothing is. */
export function checkSettings(settings: Settings): string | undefined {
  try {
    resolveOptions(settings);
    return undefined;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return error.message;
    throw error;
  }
}

function parseValue(option: keyof Options, text: string): unknown {
  if (option === 'cookieKeys') return text.split(',').map(parseKey);
  if (option === 'advertise' && text !== 'none' && text !== 'all') return text.split(',').map(parseAdvertised);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function parseKey(text: string): Uint8Array {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  throw new InvalidArgumentError('cookieKeys takes hexadecimal numbers of 16 bytes or more, with commas between them.');
}

function parseAdvertised(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new InvalidArgumentError('advertise takes none, all, or IP addresses with commas between them.');
}
