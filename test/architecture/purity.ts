import type { Import, Reference, SourceFile } from './source-file.ts';

const core =
  /^(?:lib\/src\/(?:[^/]+\.ts$|(?:codec|path|receiving|sending|association|endpoint|simulation)\/)|packages\/diameter\/src\/peer\/)/;
const codec = /^lib\/src\/codec\//;

/** What the core may take of other packages: nothing in it reads a clock, a device or a source of randomness. */
const pureNames: Readonly<Record<string, readonly string[]>> = {
  'node:net': ['isIPv4', 'isIPv6'],
  'node:crypto': ['createHmac', 'timingSafeEqual'],
};
const codecPackages = ['buffer-layout', 'crc-32/crc32c.js'];

const impureGlobals = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'process',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'global',
];

/** Where the core touches I/O, a clock or randomness, as sentences. */
export function findImpurities(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => core.test(path))
    .flatMap((file) => [
      ...file.imports
        .filter((imported) => !isPureImport(file.path, imported))
        .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier ?? 'a computed name'}: not pure`),
      ...file.references
        .filter(isImpureReference)
        .map(({ name, line }) => `${file.path}:${line} uses ${name}: the core has no clock, I/O or randomness`),
    ]);
}

function isPureImport(path: string, { specifier, names }: Import): boolean {
  if (specifier === undefined) return false;
  if (specifier.startsWith('.')) return true;
  if (codec.test(path) && codecPackages.includes(specifier)) return true;
  const pure = pureNames[specifier];
  return names?.every((name) => pure?.includes(name)) ?? false;
}

/** `Math` by itself may be taken apart where nobody sees it, so it is refused like `Math.random`. */
function isImpureReference({ name, property }: Reference): boolean {
  if (name === 'Math') return property === undefined || property === 'random';
  return impureGlobals.includes(name);
}
