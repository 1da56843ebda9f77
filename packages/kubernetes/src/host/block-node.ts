import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KubernetesError } from '../errors.ts';
import { blockPath, blockText } from './block-file.ts';
import { attempt } from './configuration-folders.ts';
import type { HostFiles } from './host-files.ts';
import { findModule } from './kernel-module.ts';
import { doubtOf, effectOf, installLine, readModprobeConfiguration } from './modprobe-configuration.ts';
import { initcallBlacklist, sctpDiagModule, sctpModule } from './module-name.ts';
import { readBootLoading } from './modules-load.ts';

/** What became of the file. */
export interface Blocking {
  readonly path: string;
  readonly result: 'blocked' | 'unblocked' | 'unchanged';
  /** Why the module is not kept out all the same; empty when it is, and of `unblocked`. */
  readonly failures: readonly string[];
  /** What is to be done besides. */
  readonly warnings: readonly string[];
}

/** How it is done. */
export interface BlockOptions {
  /** Whether nothing is to be written; default false. */
  readonly isDryRun?: boolean;
}

/**
 * Writes the lines that keep the module out, at once and wholly or not at all, then looks whether they have effect.
 * @throws KubernetesError `ERR_KUBERNETES_HOST` when the file is there with other lines, or cannot be written.
 */
export function blockNode(host: HostFiles, { isDryRun = false }: BlockOptions = {}): Blocking {
  const before = readBlockFile(host);
  if (before === undefined && !isDryRun) onHost(() => writeWhole(host.locate(dirname(blockPath)), blockText));
  const isWritten = before !== undefined || !isDryRun;
  return {
    path: blockPath,
    result: before === undefined ? 'blocked' : 'unchanged',
    failures: isWritten ? findFailures(host) : [],
    warnings: findWarnings(host),
  };
}

/**
 * Takes away what {@link blockNode} wrote.
 * @throws KubernetesError `ERR_KUBERNETES_HOST` when the file has other lines, or cannot be taken away.
 */
export function unblockNode(host: HostFiles, { isDryRun = false }: BlockOptions = {}): Blocking {
  const before = readBlockFile(host);
  if (before !== undefined && !isDryRun) {
    onHost(() => {
      const folder = host.locate(dirname(blockPath));
      unlinkSync(join(folder, basename(blockPath)));
      syncFolder(folder);
    });
  }
  return { path: blockPath, result: before === undefined ? 'unchanged' : 'unblocked', failures: [], warnings: [] };
}

/** The file as we write it, or undefined when there is none. @throws KubernetesError when it is another one. */
function readBlockFile(host: HostFiles): string | undefined {
  return onHost(() => {
    const link = host.readLink(blockPath);
    const text = link === undefined ? host.read(blockPath) : `a link to ${link}`;
    if (text === undefined || text === blockText) return text;
    throw new Error(`${blockPath} is not as it was written; look at it, and take it away`);
  });
}

/** @throws KubernetesError `ERR_KUBERNETES_HOST` in place of any other error. */
function onHost<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException; // of the file system, or ours
    const remedy =
      code === 'EROFS'
        ? '; where /etc is read-only, the system has another way: see --format'
        : code === 'EACCES' || code === 'EPERM'
          ? '; it takes root'
          : '';
    throw new KubernetesError('ERR_KUBERNETES_HOST', `${message}${remedy}`, { cause: error });
  }
}

/** A name that begins with a dot is none to modprobe, so that it never sees half of the file. */
function writeWhole(folder: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.usctp-${randomBytes(6).toString('hex')}`);
  try {
    const file = openSync(temporary, 'wx', 0o644);
    try {
      fchmodSync(file, 0o644); // whatever the umask is
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, join(folder, basename(blockPath)));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function findFailures(host: HostFiles): string[] {
  const configuration = readModprobeConfiguration(host);
  const failures = [sctpModule, sctpDiagModule].flatMap((module) => {
    const line = installLine(configuration, module);
    const doubt = doubtOf(configuration, line);
    if (doubt !== undefined) return [`${doubt}, and comes before ${blockPath}`];
    if (line !== undefined && effectOf(line) === 'blocks') return [];
    return [`${line?.at} comes before ${blockPath}, and so counts for ${module}: ${line?.text}`];
  });
  return [...new Set(failures), ...(presenceOf(host) === 'builtin' ? [builtIn] : [])];
}

const builtIn = `SCTP is built into this kernel: no line of modprobe.d keeps it out, but ${initcallBlacklist} at boot`;

function findWarnings(host: HostFiles): string[] {
  const loaded = 'sctp is loaded, and stays so: drain the node and reboot it (kubectl usctp remediate)';
  return [
    ...(presenceOf(host) === 'loaded' ? [loaded] : []),
    ...readBootLoading(host).at.map((at) => `${at} asks for it at boot, which fails from now on: take the line out`),
  ];
}

function presenceOf(host: HostFiles): ReturnType<typeof findModule> {
  return attempt(
    () => findModule(host),
    () => undefined, // `node check` tells that; the file does no harm
  );
}
