import { resolveImport } from './folder-order.ts';
import type { Import, SourceFile } from './source-file.ts';

const source = 'packages/kubernetes/src/';

/** What each folder of packages/kubernetes/src may import besides itself and the root files. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  client: [],
  nodes: ['client'],
  generate: [],
  host: [],
  agent: ['client', 'nodes', 'host'],
  cli: ['client', 'nodes', 'generate', 'host', 'agent'],
};

/** Imports within packages/kubernetes/src that go against the order of its folders, as sentences. */
export function findPackageOrderViolations(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => path.startsWith(source) && path !== `${source}index.ts`)
    .flatMap((file) => file.imports.flatMap((imported) => checkImport(file.path, imported)));
}

function checkImport(path: string, imported: Import): string[] {
  const target = resolveImport(path, imported);
  if (target === undefined) return [];
  const reason = refuse(folderOf(path), target);
  return reason === undefined ? [] : [`${path}:${imported.line} imports ${imported.specifier}: ${reason}`];
}

function refuse(from: string, target: string): string | undefined {
  if (target === `${source}index.ts`) return 'entries are for users, not for the inside';
  const to = folderOf(target);
  if (to === '' || to === from) return undefined;
  return mayImport[from]?.includes(to) ? undefined : `${from || 'a root file'} may not import ${to}`;
}

/** The folder of a file below the source; empty for the root files. */
function folderOf(path: string): string {
  const parts = path.slice(source.length).split('/');
  return parts.length === 1 ? '' : (parts[0] ?? '');
}
