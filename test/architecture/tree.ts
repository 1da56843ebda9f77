import { readdirSync, readFileSync } from 'node:fs';
import { parseSource, type SourceFile } from './source-file.ts';

const top = new URL('../../', import.meta.url);
const folders = ['lib', 'packages', 'test', 'bench'];
const generated = /(^|\/)(node_modules|dist|coverage)(\/|$)/;

/** Every TypeScript file of the repository, parsed. */
export function readTree(): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(folder, top), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith('.ts') && !generated.test(path))
      .sort()
      .map((path) => parseSource(path, readFileSync(new URL(path, top), 'utf8'))),
  );
}

/** Names that `usctp` exports to its users. */
export function readPublicNames(): string[] {
  return Object.keys(readObject(readJson('lib/package.json').exports))
    .filter((name) => name !== './package.json')
    .map((name) => name.replace('.', 'usctp'));
}

/** The exports of `usctp` in the workspace, without the condition that leads to its sources, and those it publishes. */
export function readExports(): { readonly built: unknown; readonly published: unknown } {
  const { exports, publishConfig } = readJson('lib/package.json');
  const built: unknown = JSON.parse(
    JSON.stringify(exports, (key, value) => (key === 'usctp-source' ? undefined : value)),
  );
  return { built, published: readObject(publishConfig).exports };
}

/** Paths that coverage leaves out, but for patterns of what is not ours. */
export function readCoverageExclusions(): string[] {
  const exclude = readObject(readJson('package.json').c8).exclude;
  if (!Array.isArray(exclude)) throw new TypeError('package.json: c8.exclude is no array');
  return exclude.map(String).filter((pattern) => !pattern.startsWith('**/'));
}

/** Names of all packages that a package.json of ours depends on. */
export function readDependencies(): string[] {
  const packages = readdirSync(new URL('packages/', top)).map((name) => `packages/${name}/`);
  return ['', 'lib/', 'test/', 'bench/', ...packages].flatMap((folder) => {
    const { dependencies, devDependencies, optionalDependencies } = readJson(`${folder}package.json`);
    return Object.keys({
      ...readDefined(dependencies),
      ...readDefined(devDependencies),
      ...readDefined(optionalDependencies),
    });
  });
}

/** What CONTRIBUTING.md says. */
export function readContributing(): string {
  return readFileSync(new URL('CONTRIBUTING.md', top), 'utf8');
}

function readDefined(value: unknown): Record<string, unknown> {
  return value === undefined ? {} : readObject(value);
}

function readJson(path: string): Record<string, unknown> {
  return readObject(JSON.parse(readFileSync(new URL(path, top), 'utf8')));
}

function readObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return { ...value };
}
