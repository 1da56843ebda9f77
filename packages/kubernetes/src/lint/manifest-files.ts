import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KubernetesError } from '../errors.ts';
import { type Manifests, readManifests } from './read-manifests.ts';

/** Which files. */
export interface ManifestFileOptions {
  /** Whether folders in folders are read, too; default false. */
  readonly isRecursive?: boolean;
  /** What `-` stands for; default: a file of that name. */
  readonly input?: string | undefined;
}

/**
 * Reads files of manifests; of a folder those whose names end in .yaml, .yml or .json, in the order of their names.
 * @throws KubernetesError `ERR_KUBERNETES_MANIFEST` that names what cannot be read.
 */
export function readManifestFiles(paths: readonly string[], options: ManifestFileOptions = {}): Manifests {
  const read = paths.flatMap((path) => {
    if (path === '-' && options.input !== undefined) return [readManifests(options.input, 'stdin')];
    return filesAt(path, options).map((file) => readManifests(textOf(file), file));
  });
  return {
    objects: read.flatMap(({ objects }) => objects),
    unreadable: read.flatMap(({ unreadable }) => unreadable),
  };
}

/** Whether one of the folders has folders, which are read with `isRecursive` only. */
export function haveFolders(paths: readonly string[]): boolean {
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return paths
    .filter(isFolder)
    .some((path) => readdirSync(path, { withFileTypes: true }).some((entry) => entry.isDirectory()));
}

function filesAt(path: string, { isRecursive = false }: ManifestFileOptions): string[] {
  if (!attempt(path, () => statSync(path).isDirectory())) return [path];
  const entries = attempt(path, () => readdirSync(path, { withFileTypes: true, recursive: isRecursive }));
  return entries
    .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function textOf(file: string): string {
  return attempt(file, () => readFileSync(file, 'utf8'));
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = (error as Error).message; // of the system
    throw new KubernetesError('ERR_KUBERNETES_MANIFEST', `${path} cannot be read: ${reason}`, { cause: error });
  }
}
