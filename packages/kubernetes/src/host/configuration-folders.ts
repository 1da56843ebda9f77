import { type HostFiles, UnreadableError } from './host-files.ts';

/** A file of configuration; `problem` says why it cannot be read. */
type ConfigurationFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly problem: string };

/** The files of one kind of configuration in the order in which they count. */
export interface ConfigurationFiles {
  readonly files: readonly ConfigurationFile[];
  /** Folders that cannot be read, and why: whatever may be in them. */
  readonly problems: readonly string[];
}

/** Where modprobe and systemd look, the first one first. */
const parents = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'];

/**
 * Files of `modprobe.d` or `modules-load.d`: by name, whatever their folder, and of the same name the one of the first
 * folder. A link to nowhere or to /dev/null hides the files of its name; a folder does not.
 */
export function configurationFiles(
  host: HostFiles,
  folder: string,
  isTaken: (name: string) => boolean,
): ConfigurationFiles {
  const problems: string[] = [];
  const byName = new Map<string, ConfigurationFile | undefined>();
  for (const parent of parents) {
    const path = `${parent}/${folder}`;
    const names = attempt(
      () => host.list(path) ?? [],
      (problem) => {
        problems.push(problem);
        return [];
      },
    );
    for (const name of names) {
      if (isTaken(name) && !byName.has(name) && !isFolder(host, `${path}/${name}`)) {
        byName.set(name, readFile(host, `${path}/${name}`));
      }
    }
  }
  const inOrder = [...byName].sort(([first], [second]) => Buffer.compare(Buffer.from(first), Buffer.from(second)));
  return { files: inOrder.flatMap(([, file]) => file ?? []), problems };
}

function readFile(host: HostFiles, path: string): ConfigurationFile | undefined {
  return attempt<ConfigurationFile | undefined>(
    () => {
      const text = host.read(path);
      return text === undefined ? undefined : { path, text };
    },
    (problem) => ({ path, problem }),
  );
}

function isFolder(host: HostFiles, path: string): boolean {
  return attempt(
    () => host.list(path) !== undefined,
    () => false, // what it is, reading it will tell
  );
}

/** What `look` gives, or what is to stand for it where something cannot be read. */
export function attempt<T>(look: () => T, otherwise: (problem: string) => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return otherwise(error.message);
  }
}
