import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeccompProfile } from '@usctp/kubernetes';
import { Command, type Outcome } from '../command.ts';

const script = fileURLToPath(new URL('../peers/runtimes', import.meta.url));
const deadline = 30_000;
const privileges = ['CAP_NET_RAW'];

/** A program that runs containers as their configuration (OCI) says. */
export type ContainerRuntime = 'runc' | 'crun';

/** What came of the attempts at sockets in a container, by their name: `ok`, or the name of the error. */
export interface Attempts {
  readonly results: Readonly<Record<string, string>>;
  /** Exit status of the container; 159 when the filter ended its process. */
  readonly status: number | string;
}

/** Runs the program that tries sockets, in containers. */
export class Containers {
  readonly #root: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'usctp-containers-'));

  /** Fetches and builds what is missing; the first time on a machine. */
  constructor() {
    this.#root = execFileSync(script, ['root'], { encoding: 'utf8', timeout: 300_000 }).trim();
  }

  /** The profile of a container runtime, from its package. */
  get baseProfile(): string {
    return join(this.#root, 'usr/share/containers/seccomp.json');
  }

  /** On the kernel of this machine; `arguments_` are those of the program. */
  async run(runtime: ContainerRuntime, profile: SeccompProfile | undefined, ...args: string[]): Promise<Attempts> {
    const line = ['--mount', 'sh', ...this.#line('', runtime, profile, args)];
    return attemptsOf(await new Command('unshare', line, this.#folder).outcome(deadline));
  }

  /** The shell command that does the same in a guest, which sees the files of this machine there. */
  commandInGuest(host: string, runtime: ContainerRuntime, profile: SeccompProfile | undefined): string {
    return `unshare -m sh ${this.#line(host, runtime, profile, []).join(' ')}`;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #line(host: string, runtime: ContainerRuntime, profile: SeccompProfile | undefined, args: string[]): string[] {
    const file = join(this.#folder, `${runtime}.json`);
    writeFileSync(file, JSON.stringify(configuration(profile, args)));
    return [`${host}${this.#root}/enter`, `${host}${this.#root}`, runtime, `${host}${file}`];
  }
}

/** What the lines of the program say. */
export function attemptsOf({ status, lines }: Outcome): Attempts {
  const pairs = lines.map(({ text }) => String(text).split(' '));
  return {
    results: Object.fromEntries(pairs.map(([name = '', result = '', ...rest]) => [name, [result, ...rest].join(' ')])),
    status,
  };
}

/** As a kubelet would have it of a pod that drops all capabilities but NET_RAW. */
function configuration(seccomp: SeccompProfile | undefined, args: readonly string[]): object {
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 0, gid: 0 },
      args: ['/try-sockets', ...args],
      env: [],
      cwd: '/',
      capabilities: { bounding: privileges, effective: privileges, permitted: privileges },
      noNewPrivileges: true,
    },
    root: { path: 'rootfs' },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: {
      namespaces: ['pid', 'mount', 'ipc', 'uts', 'network'].map((type) => ({ type })),
      ...(seccomp && { seccomp }),
    },
  };
}
