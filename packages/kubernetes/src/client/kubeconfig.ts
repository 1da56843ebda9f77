import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { KubernetesError } from '../errors.ts';

/** A `cluster` of a kubeconfig: where the API server is, and how it proves who it is. */
export interface ClusterEntry {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
  readonly extensions?: readonly { readonly name?: string; readonly extension?: unknown }[];
}

/** How an exec credential plugin is run (client.authentication.k8s.io). */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
}

/** A `user` of a kubeconfig: who we are, and how we prove it. */
export interface UserEntry {
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-uid'?: string;
  readonly exec?: ExecEntry;
  readonly 'auth-provider'?: { readonly name?: string };
}

/** A `context` of a kubeconfig. */
interface ContextEntry {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** Kubeconfig files merged into one. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
}

/** Entries of a kubeconfig that name files, which are relative to it. */
const fileFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** Entries that are text: YAML makes numbers and dates of what is not in quotes. */
const textFields = [
  ...['server', 'certificate-authority-data', 'tls-server-name', 'proxy-url', 'cluster', 'user', 'namespace'],
  ...['client-certificate-data', 'client-key-data', 'token', 'username', 'password', 'as', 'as-uid'],
  ...fileFields,
];

/**
 * The files that hold the configuration: the one given; else those of $KUBECONFIG; else ~/.kube/config.
 * A file that is not there is passed over, unless it was given.
 */
export function kubeconfigFiles(given: string | undefined, env: NodeJS.ProcessEnv): readonly string[] {
  if (given !== undefined) return [given];
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return [...new Set(listed)];
  return env.HOME === undefined ? [] : [join(env.HOME, '.kube', 'config')];
}

/**
 * Reads the files and merges them as kubectl does: of two entries with the same name the first counts, of two current
 * contexts likewise. Undefined when none of the files is there.
 * @throws KubernetesError `ERR_KUBECONFIG` for a file that cannot be read, is not there though `isRequired`, or is no
 * kubeconfig.
 */
export async function loadKubeconfig(files: readonly string[], isRequired: boolean): Promise<Kubeconfig | undefined> {
  const loaded = await Promise.all(files.map((file) => readKubeconfig(file, isRequired)));
  const found = loaded.filter((kubeconfig) => kubeconfig !== undefined);
  return found.length === 0 ? undefined : mergeKubeconfigs(found);
}

function mergeKubeconfigs(kubeconfigs: readonly Kubeconfig[]): Kubeconfig {
  const last = [...kubeconfigs].reverse();
  return {
    currentContext: kubeconfigs.find(({ currentContext }) => currentContext !== undefined)?.currentContext,
    clusters: new Map(last.flatMap(({ clusters }) => [...clusters])),
    users: new Map(last.flatMap(({ users }) => [...users])),
    contexts: new Map(last.flatMap(({ contexts }) => [...contexts])),
  };
}

async function readKubeconfig(file: string, isRequired: boolean): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    // `as`: what the functions of node:fs throw.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isRequired) return undefined;
    throw new KubernetesError('ERR_KUBECONFIG', `the kubeconfig ${file} cannot be read: ${code}`, { cause: error });
  }
  return parseKubeconfig(text, file);
}

/** @throws KubernetesError `ERR_KUBECONFIG` that names file and line. */
function parseKubeconfig(text: string, file: string): Kubeconfig {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new KubernetesError('ERR_KUBECONFIG', `${file}: ${error.message}`, { cause: error });
  const content: unknown = document.toJS() ?? {};
  if (!isRecord(content)) throw new KubernetesError('ERR_KUBECONFIG', `${file} is not a kubeconfig: no mapping`);
  const currentContext = content['current-context'];
  if (currentContext !== undefined && currentContext !== null && typeof currentContext !== 'string') {
    throw new KubernetesError('ERR_KUBECONFIG', `${file}: current-context is not a name`);
  }
  return {
    currentContext: currentContext || undefined,
    clusters: entries(content, 'clusters', 'cluster', file),
    users: entries(content, 'users', 'user', file),
    contexts: entries(content, 'contexts', 'context', file),
  };
}

/** A list like `[{ name, cluster: {…} }]` as a map; file names in it made absolute. */
function entries<T extends object>(content: object, list: string, key: string, file: string): Map<string, T> {
  const items = (content as Record<string, unknown>)[list] ?? [];
  if (!Array.isArray(items)) throw new KubernetesError('ERR_KUBECONFIG', `${file}: ${list} is not a list`);
  const map = new Map<string, T>();
  for (const item of items as readonly unknown[]) {
    const name = isRecord(item) ? item.name : undefined;
    const entry = isRecord(item) ? (item[key] ?? {}) : undefined;
    if (typeof name !== 'string' || !isRecord(entry)) {
      throw new KubernetesError('ERR_KUBECONFIG', `${file}: ${list} has an item without a name or a ${key}`);
    }
    const wrong = textFields.find((field) => !isAbsent(entry[field]) && typeof entry[field] !== 'string');
    if (wrong !== undefined) {
      throw new KubernetesError('ERR_KUBECONFIG', `${file}: ${wrong} of the ${key} ${name} is not text; quote it`);
    }
    // `as`: the fields that we use as text are text; an exec plugin is checked where it is run.
    if (!map.has(name)) map.set(name, withAbsoluteFiles(withoutNull(entry), dirname(file)) as T);
  }
  return map;
}

/** YAML has null for a field without a value. */
function withoutNull(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => !isAbsent(value)));
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function withAbsoluteFiles(entry: Record<string, unknown>, directory: string): Record<string, unknown> {
  const absolute = { ...entry };
  for (const field of fileFields) {
    const value = entry[field];
    if (typeof value === 'string' && value !== '') absolute[field] = resolve(directory, value);
  }
  const { exec } = entry;
  // A command with a slash is a file, too; others are looked for in $PATH.
  if (isRecord(exec) && typeof exec.command === 'string' && exec.command.includes('/')) {
    absolute.exec = { ...exec, command: resolve(directory, exec.command) };
  }
  return absolute;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
