import { type Options, optionNames, resolveOptions } from '../options.ts';

let latest: { readonly given: Partial<Options>; readonly resolved: Options } | undefined;

/**
 * The options given, with the defaults for the rest. Who gives the same ones again, as a program does that calls many
 * peers, gets the same object again.
 * @throws as {@link resolveOptions}
 */
export function sharedOptions(given: Partial<Options>): Options {
  if (latest !== undefined && areSame(given, latest.given)) return latest.resolved;
  const resolved = resolveOptions(given);
  // What is in a list may change.
  if (given.cookieKeys === undefined && !Array.isArray(given.advertise)) latest = { given: optionsIn(given), resolved };
  return resolved;
}

/** Without what else stands beside them: a transport or a signal is not to be kept for the next call. */
function optionsIn(given: Partial<Options>): Partial<Options> {
  return Object.fromEntries(optionNames.map((name) => [name, given[name]]));
}

function areSame(one: Partial<Options>, other: Partial<Options>): boolean {
  for (const name of optionNames) if (one[name] !== other[name]) return false;
  return true;
}
