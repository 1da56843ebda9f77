import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compiledCommands } from './compiled.ts';

/** What came of a run. */
export interface Outcome {
  /** What each part of it printed, as far as it came. */
  readonly outputs: readonly string[];
  readonly errors: string;
  /** Exit code, or why there is none. */
  readonly status: string;
}

const deadline = 60_000;
const fromSource = ['--conditions=usctp-source', '--import', fileURLToPath(import.meta.resolve('tsx'))];
const launcher = fileURLToPath(new URL('launcher.ts', import.meta.url));

/** Runs the modules one after the other in one process. */
export function runModules(files: readonly string[], place: string, isolate: readonly string[] = []): Promise<Outcome> {
  return run([...isolate, process.execPath, ...fromSource, launcher, ...files], place);
}

/**
 * Runs the scripts one after the other in one bash, with our commands and `node` from source, until one fails. A line that ends
 * with `&` has a terminal of its own: the next one waits for its first line. In the end it gets SIGTERM and has to exit with 0.
 */
export function runShell(scripts: readonly string[], place: string, isolate: readonly string[] = []): Promise<Outcome> {
  const bin = `${place}.bin/`;
  mkdirSync(bin);
  writeCommand(`${bin}node`, fromSource);
  for (const { name, main } of compiledCommands()) writeCommand(`${bin}${name}`, [main]);
  const parts = scripts.map((script, index) => {
    const part = `${place}.part-${index + 1}`;
    let count = 0;
    const lines = script.replace(/^(.*[^&])&$/gm, (_, command: string) => {
      count += 1;
      const log = `${part}-${count}.log`;
      return `${command}>${log} 2>&1 & began $! ${log}`;
    });
    writeFileSync(part, `${lines}\n`);
    return `. ${part}\nprintf '\\0'`;
  });
  const all = `${place}.all`;
  writeFileSync(all, [prelude, `PATH=${bin}:$PATH`, ...parts, 'finish', ''].join('\n'));
  return run([...isolate, 'bash', all], place);
}

const prelude = `
set -eo pipefail
exec 2>&1
jobs_begun=()
began() {
  jobs_begun+=("$1")
  until grep -qs . "$2"; do kill -0 "$1"; sleep 0.02; done
  cat "$2"
}
finish() {
  for job in "\${jobs_begun[@]}"; do
    kill -TERM "$job" 2>/dev/null || true
    wait "$job"
  done
}
`;

function writeCommand(path: string, args: readonly string[]): void {
  const words = [process.execPath, ...args].map((word) => `'${word}'`).join(' ');
  writeFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
}

async function run([command = '', ...args]: readonly string[], cwd: string): Promise<Outcome> {
  // The coverage of what users copy says nothing of the tests, and costs each process half a second.
  // Where it is left out, Node hands it on by itself.
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kill = () => killGroup(child);
  process.once('exit', kill);
  const timer = setTimeout(kill, deadline);
  const closed = once(child, 'close') as Promise<[number | null, string | null]>; // of a ChildProcess
  const [printed, errors, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  clearTimeout(timer);
  process.off('exit', kill);
  kill();
  return { outputs: printed.split('\0'), errors, status: signal === null ? `exit ${code}` : `ended by ${signal}` };
}

/** What a shell that failed has left behind, too. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Pages use UDP port 9899, which the host has once: another run of this test on the same host has to wait. TCP port 9899
 * of an address that nobody else uses is the lock.
 */
export async function takeHost(): Promise<() => void> {
  for (let wait = 0; wait < 2 * deadline; wait += 100) {
    const lock = createServer().listen({ port: 9899, host: '127.98.99.1' });
    try {
      await once(lock, 'listening');
      return () => lock.close();
    } catch {
      await pause(100); // taken
    }
  }
  throw new Error('another run of the guides does not end');
}
