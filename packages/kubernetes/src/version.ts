import { readFileSync } from 'node:fs';

/** Version of this package. */
export function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  // `as`: our own package.json, which has a version.
  return (JSON.parse(text) as { readonly version: string }).version;
}
