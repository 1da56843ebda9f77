import { type Options, optionNames } from '../options.ts';

/** The options of usctp among those given, which come beside the ones of another package. */
export function ownOptions(given: object): Partial<Options> {
  const names: readonly string[] = optionNames;
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
}
