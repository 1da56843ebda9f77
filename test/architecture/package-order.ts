import { resolveImport } from './folder-order.ts';
import type { Import, SourceFile } from './source-file.ts';

/** What each folder of a package's `src` may import besides itself and the root files. */
type Order = Readonly<Record<string, readonly string[]>>;

const orders: Readonly<Record<string, Order>> = {
  'packages/diameter/src/': inSequence('codec', 'dictionary', 'peer', 'node', 'credit-control', 'configuration', 'cli'),
  'packages/kubernetes/src/': {
    client: [],
    nodes: ['client'],
    generate: [],
    discovery: ['generate'],
    host: [],
    agent: ['client', 'nodes', 'host'],
    lint: ['client', 'nodes', 'generate'],
    cli: ['client', 'nodes', 'generate', 'host', 'agent', 'lint'],
  },
};

/** Imports within the packages that go against the order of their folders, as sentences. */
export function findPackageOrderViolations(files: readonly SourceFile[]): string[] {
  return Object.entries(orders).flatMap(([source, order]) =>
    files
      .filter(({ path }) => path.startsWith(source) && path !== `${source}index.ts`)
      .flatMap((file) => file.imports.flatMap((imported) => checkImport(source, order, file.path, imported))),
  );
}

function checkImport(source: string, order: Order, path: string, imported: Import): string[] {
  const target = resolveImport(path, imported);
  if (target === undefined) return [];
  const reason = refuse(source, order, folderOf(source, path), target);
  return reason === undefined ? [] : [`${path}:${imported.line} imports ${imported.specifier}: ${reason}`];
}

function refuse(source: string, order: Order, from: string, target: string): string | undefined {
  if (target === `${source}index.ts`) return 'entries are for users, not for the inside';
  const to = folderOf(source, target);
  if (to === '' || to === from) return undefined;
  return order[from]?.includes(to) ? undefined : `${from || 'a root file'} may not import ${to}`;
}

/** The folder of a file below the source; empty for the root files. */
function folderOf(source: string, path: string): string {
  const parts = path.slice(source.length).split('/');
  return parts.length === 1 ? '' : (parts[0] ?? '');
}

/** Each folder may import all those before it. */
function inSequence(...folders: readonly string[]): Order {
  return Object.fromEntries(folders.map((folder, at) => [folder, folders.slice(0, at)]));
}
