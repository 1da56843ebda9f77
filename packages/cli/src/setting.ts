import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { createServer, type Options, optionNames } from 'usctp';

/** Options of the library that the command line sets. */
export type Settings = Partial<Options>;

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
    createServer(settings);
    return undefined;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return error.message;
    throw error;
  }
}

function parseValue(option: keyof Options, text: string): unknown {
  if (option === 'cookieKeys') return text.split(',').map(parseKey);
  if (option === 'advertise' && text !== 'none' && text !== 'all') return text.split(',').map(parseAddress);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function parseKey(text: string): Uint8Array {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  throw new InvalidArgumentError('cookieKeys takes hexadecimal numbers of 16 bytes or more, with commas between them.');
}

function parseAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new InvalidArgumentError('advertise takes none, all, or IP addresses with commas between them.');
}
