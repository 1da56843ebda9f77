import { readdirSync, readFileSync } from 'node:fs';
import { parseSource, type SourceFile } from './source-file.ts';

const TOP = new URL('../../', import.meta.url);
const FOLDERS = ['lib', 'packages', 'test', 'bench'];
const GENERATED = /(^|\/)(node_modules|dist|coverage)(\/|$)/;

/** Every TypeScript file of the repository, parsed. */
export function readTree(): SourceFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, TOP), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith('.ts') && !GENERATED.test(path))
      .sort()
      .map((path) => parseSource(path, readFileSync(new URL(path, TOP), 'utf8'))),
  );
}

/** Names that `usctp` exports to its users. */
export function readPublicNames(): string[] {
  return Object.keys(readObject(readJson('lib/package.json').exports))
    .filter((name) => name !== './package.json')
    .map((name) => name.replace('.', 'usctp'));
}

/** Paths that coverage leaves out, but for patterns of what is not ours. */
export function readCoverageExclusions(): string[] {
  const exclude = readObject(readJson('package.json').c8).exclude;
  if (!Array.isArray(exclude)) throw new TypeError('package.json: c8.exclude is no array');
  return exclude.map(String).filter((pattern) => !pattern.startsWith('**/'));
}

function readJson(path: string): Record<string, unknown> {
  return readObject(JSON.parse(readFileSync(new URL(path, TOP), 'utf8')));
}

function readObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return { ...value };
}
