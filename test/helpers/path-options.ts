import { resolveOptions } from '../../lib/src/options.ts';
import type { PathOptions } from '../../lib/src/path/path.ts';

/** Of a path on Ethernet, with the RFC's defaults but for what the test says. */
export function pathOptions(change: Partial<PathOptions> = {}): PathOptions {
  return { ...resolveOptions(), pmtu: 1500, encapsulationOverhead: 0, ...change };
}
