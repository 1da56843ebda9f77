import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Something of a host is there, or may be, but cannot be looked at; the message says what and why. */
export class UnreadableError extends Error {
  constructor(path: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException).code; // of a call of the file system, or none
    super(`${path} cannot be read (${code ?? (cause as Error).message})`, { cause });
    this.name = 'UnreadableError';
  }
}

/** The files of a host, by the paths that it has for them. */
export interface HostFiles {
  /** The text of a file, unpacked when it ends in `.gz`; undefined when there is none. @throws UnreadableError */
  read(path: string): string | undefined;
  /** The text of a file that every host has. @throws UnreadableError, also when there is none. */
  require(path: string): string;
  /** The names in a folder; undefined when there is none. @throws UnreadableError */
  list(path: string): readonly string[] | undefined;
  /** What a symbolic link says; undefined for anything else. @throws UnreadableError */
  readLink(path: string): string | undefined;
  /** Where the path leads to, links followed as the host does; for whoever writes. */
  locate(path: string): string;
}

/** Links that are followed on one way before it is taken for a circle, as Linux does. */
const maxLinks = 40;

/** What comes of a file that is not there, or of a process that has ended meanwhile. */
const absences = ['ENOENT', 'ENOTDIR', 'ESRCH'];

/**
 * The files of the host whose root is at `root`: `/`, or where a container has it mounted. Below a mount, links are
 * followed within it, so that an absolute one does not lead into the container.
 */
export function hostFilesAt(root = '/'): HostFiles {
  const locate = root === '/' ? (path: string) => path : (path: string) => locateBelow(root, path);
  const read = (path: string) => {
    const content = readFileSync(locate(path));
    return (path.endsWith('.gz') ? gunzipSync(content) : content).toString();
  };
  return {
    locate,
    read: (path) => attempt(path, () => read(path)),
    require: (path) => {
      try {
        return read(path);
      } catch (error) {
        throw new UnreadableError(path, error);
      }
    },
    list: (path) => attempt(path, () => readdirSync(locate(path))),
    readLink: (path) => {
      const end = path.lastIndexOf('/');
      return attempt(path, () => readLinkAt(join(locate(path.slice(0, end) || '/'), path.slice(end + 1))));
    },
  };
}

/** Whether a host's root is there at all: a mount that was forgotten is an empty folder. */
export function hasHost(root: string): boolean {
  return ['proc', 'sys', 'etc', 'lib', 'usr'].some((name) => existsSync(join(root, name)));
}

function attempt<T>(path: string, look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (absences.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined; // of the file system
    throw new UnreadableError(path, error);
  }
}

function locateBelow(root: string, path: string): string {
  let done: string[] = [];
  let ahead = partsOf(path);
  for (let links = 0; ahead.length > 0; ) {
    const [part = '', ...rest] = ahead;
    ahead = rest;
    if (part === '..') {
      done.pop();
      continue;
    }
    const link = readLinkAt(join(root, ...done, part));
    if (link === undefined) {
      done.push(part);
      continue;
    }
    links += 1;
    if (links > maxLinks) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    if (link.startsWith('/')) done = [];
    ahead = [...partsOf(link), ...ahead];
  }
  return join(root, ...done);
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function readLinkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // of the file system
    if (code === 'EINVAL' || absences.includes(code ?? '')) return undefined; // no link
    throw error;
  }
}
