import { dirname, join } from 'node:path/posix';
import type { Import, SourceFile } from './source-file.ts';

const source = 'lib/src/';

/** Where a file of lib/src lives: its folder, `root` for the files above the folders, `entry` for what is exported. */
type Room = keyof typeof mayImport;

/** What each room may import besides itself and, but for the rooms in {@link rootFiles}, the root files. */
const mayImport = {
  root: [],
  codec: [],
  path: ['codec'],
  receiving: ['codec'],
  sending: ['codec', 'path', 'receiving'],
  association: ['codec', 'path', 'receiving', 'sending'],
  endpoint: ['codec', 'path', 'receiving', 'sending', 'association'],
  transport: [],
  socket: ['codec', 'path', 'receiving', 'sending', 'association', 'endpoint', 'transport'],
  compat: ['codec', 'path', 'receiving', 'sending', 'association', 'endpoint', 'transport', 'socket'],
  metrics: ['codec', 'path', 'receiving', 'sending', 'association', 'endpoint', 'transport', 'socket'],
  simulation: ['codec', 'association', 'endpoint'],
  entry: ['codec', 'path', 'receiving', 'sending', 'association', 'endpoint', 'transport', 'socket', 'simulation'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The rooms that may use some of the root files only. */
const rootFiles: Partial<Record<Room, readonly string[]>> = {
  codec: ['errors.ts'],
  transport: ['errors.ts', 'address.ts', 'icmp-message.ts'],
};

const entries = ['index.ts', 'core.ts'];

/** Imports within lib/src that go against the order of its folders, as sentences. */
export function findOrderViolations(files: readonly SourceFile[]): string[] {
  return files.filter(({ path }) => path.startsWith(source)).flatMap(checkFile);
}

/** Entry files that do more than export. */
export function findBusyEntries(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path, isExportsOnly }) => entries.some((entry) => path === source + entry) && !isExportsOnly)
    .map(({ path }) => `${path}: an entry exports, and does nothing else`);
}

function checkFile(file: SourceFile): string[] {
  const from = roomOf(file.path);
  if (from === undefined) return [`${file.path}: no such folder in the architecture`];
  return file.imports.flatMap((imported) => {
    const target = resolveImport(file.path, imported);
    if (target === undefined) return [];
    const reason = target.startsWith(source) ? refuse(from, target, imported) : 'leads out of lib/src';
    return reason === undefined ? [] : [`${file.path}:${imported.line} imports ${imported.specifier}: ${reason}`];
  });
}

function refuse(from: Room, target: string, imported: Import): string | undefined {
  const to = roomOf(target);
  if (to === undefined) return 'no such folder in the architecture';
  if (to === from) return undefined;
  if (to === 'entry') return 'entries are for users, not for the inside';
  if (to === 'root') {
    const allowed = rootFiles[from];
    const isAllowed = allowed === undefined || allowed.includes(target.slice(source.length));
    return isAllowed ? undefined : `${from} may use ${allowed.join(' and ')} of the root files only`;
  }
  const folders: readonly string[] = mayImport[from];
  if (!folders.includes(to)) return `${from} may not import ${to}`;
  if (from === 'simulation' && to === 'association' && !imported.isTypeOnly) {
    return 'simulation may import the types of association only';
  }
  return undefined;
}

function roomOf(path: string): Room | undefined {
  const [first, second] = path.slice(source.length).split('/');
  if (first === undefined) return undefined;
  if (second === undefined) return entries.includes(first) ? 'entry' : 'root';
  return isRoom(first) && first !== 'root' && first !== 'entry' ? first : undefined;
}

function isRoom(name: string): name is Room {
  return Object.hasOwn(mayImport, name);
}

/** The path of the file that a relative import names; undefined for packages. */
export function resolveImport(path: string, { specifier }: Import): string | undefined {
  return specifier?.startsWith('.') ? join(dirname(path), specifier) : undefined;
}
