import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type NetworkInterfaceInfo, networkInterfaces, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { raw, type Transport, udp } from 'usctp';

/** What a command printed, or why it did not: it is not installed, or what it complained of. */
export type CommandResult = { readonly output: string } | { readonly failure: string; readonly isAbsent: boolean };

/** What came of opening a transport: the addresses that a peer could be told, or the error. */
export type OpenResult = { readonly addresses: readonly string[] } | { readonly error: unknown };

/** Where the checks look; tests have their own. Nothing of it throws. */
export interface Host {
  readonly platform: string;
  readonly nodeVersion: string;
  readonly kernelRelease: string;
  readonly pid: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where this program is installed. */
  readonly programPath: string;
  readonly workingFolder: string;
  /** The file of Node.js. */
  readonly execPath: string;
  readonly interfaces: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  readonly exists: (path: string) => boolean;
  /** The text of a file, unpacked when it ends in `.gz`; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** The names in a folder; undefined when it cannot be read. */
  readonly list: (path: string) => readonly string[] | undefined;
  readonly readLink: (path: string) => string | undefined;
  readonly run: (command: string, ...args: readonly string[]) => CommandResult;
  /** Opens the raw transport, and closes it. */
  readonly openRaw: () => Promise<OpenResult>;
  /** Opens the UDP transport at the local port, 0 for a free one, and closes it. */
  readonly openUdp: (localPort: number) => Promise<OpenResult>;
}

/** What is missing where nothing is in /proc. */
export const mountProc = 'sudo mount -t proc proc /proc';

const commandTimeout = 5000;

/** The machine that this runs on. */
export const systemHost: Host = {
  platform: process.platform,
  nodeVersion: process.versions.node,
  kernelRelease: release(),
  pid: process.pid,
  environment: process.env,
  programPath: fileURLToPath(import.meta.url),
  workingFolder: process.cwd(),
  execPath: process.execPath,
  interfaces: networkInterfaces,
  exists: existsSync,
  read: (path) =>
    attempt(() => (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString()),
  list: (path) => attempt(() => readdirSync(path)),
  readLink: (path) => attempt(() => readlinkSync(path)),
  run: runCommand,
  openRaw: () => openOnce(raw()),
  openUdp: (localPort) => openOnce(udp({ localPort })),
};

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // that it cannot be read is what the caller wants to know
  }
}

function runCommand(command: string, ...args: readonly string[]): CommandResult {
  // Tools of administrators are not in the path of every user.
  const path = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;
  const env = { ...process.env, PATH: path, LC_ALL: 'C' };
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: commandTimeout,
    env,
  });
  // Not by the code of the error: it is EACCES when some folder of the path is closed to this user.
  if (error !== undefined) return { failure: error.message, isAbsent: !isInstalled(command, path) };
  return status === 0 ? { output: stdout } : { failure: stderr.trim(), isAbsent: false };
}

function isInstalled(command: string, path: string): boolean {
  return path.split(':').some((folder) => existsSync(join(folder, command)));
}

async function openOnce(transport: Transport): Promise<OpenResult> {
  try {
    const port = await transport.open({ port: 0, localAddresses: [], receiver: { receive: () => {}, fail: () => {} } });
    const addresses = port.localAddresses;
    port.close();
    return { addresses };
  } catch (error) {
    return { error };
  }
}
