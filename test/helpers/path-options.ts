import { resolveOptions } from '../../lib/src/options.ts';
import type { PathOptions } from '../../lib/src/path/path.ts';
import { type PathSettings, pathSettingsOf } from '../../lib/src/path-settings.ts';

/** What a test says of a path. */
export type PathChange = Partial<Omit<PathOptions, 'settings'> & PathSettings>;

/** Of a path on Ethernet, with the RFC's defaults but for what the test says. */
export function pathOptions(change: PathChange = {}): PathOptions {
  const options = { ...resolveOptions(), pmtu: 1500, encapsulationOverhead: 0, ...change };
  return { ...options, settings: pathSettingsOf(options) };
}
