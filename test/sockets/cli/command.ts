import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Association, SctpError } from 'usctp';
import { run } from '../../../packages/cli/src/program.ts';
import { within } from '../../unit/transport/inbox.ts';

const deadline = 20_000;
const top = new URL('../../../', import.meta.url);
const running = new Set<Program>();

/** A run of a program from its source, with what it prints. */
export class Program {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly output: Lines;
  readonly errors: Lines;

  constructor(child: ChildProcess, stdout: Readable, stderr: Readable) {
    this.#child = child;
    this.#ended = once(child, 'close');
    this.output = new Lines(stdout);
    this.errors = new Lines(stderr);
  }

  /** Resolves with the exit code, when all output has been read. */
  async exitCode(): Promise<number | null> {
    await within(deadline, this.#ended);
    return this.#child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Writes to stdin and ends it. */
  input(text: string): void {
    this.#child.stdin?.end(text);
  }

  /** Reads stdout no more, so that writing there fails. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }
}

/** The lines of an output so far. */
class Lines {
  readonly all: string[] = [];
  #wake: () => void = () => {};

  constructor(stream: Readable) {
    createInterface({ input: stream }).on('line', (line) => {
      this.all.push(line);
      this.#wake();
    });
  }

  /** The first line that matches, once it has come. */
  async find(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.all.find((candidate) => pattern.test(candidate));
      if (line !== undefined) return line;
      const more = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await within(deadline, more).catch((error) => {
        throw new Error(`no line ${pattern} among:\n${this.all.join('\n')}`, { cause: error });
      });
    }
  }
}

/** Starts `usctp` with the arguments. */
export function usctp(...args: readonly string[]): Program {
  return startFile('packages/cli/src/main.ts', args);
}

/** Starts a file of the repository. */
export function startFile(file: string, args: readonly string[] = []): Program {
  const path = fileURLToPath(new URL(file, top));
  const child = spawn(process.execPath, ['--conditions=usctp-source', '--import', 'tsx', path, ...args], {
    cwd: top,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const program = new Program(child, child.stdout, child.stderr);
  running.add(program);
  child.once('close', () => running.delete(program));
  return program;
}

/** Ends what a failed test has left. */
export function killAll(): void {
  for (const program of running) program.kill('SIGKILL');
}

/** The lines as JSON objects of the event given. */
export function eventsOf(lines: readonly string[], event: string): Record<string, unknown>[] {
  return lines
    .map((line): unknown => JSON.parse(line))
    .filter((value): value is Record<string, unknown> => typeof value === 'object' && value !== null)
    .filter((value) => value.event === event);
}

/** Why the association ended, once it has; undefined when it ended gracefully. */
export function endOf(association: Association): Promise<SctpError | undefined> {
  return within(deadline, new Promise((resolve) => association.once('close', resolve)));
}

/** What came of a command that ran in this process. */
interface Run {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command line in this process, which is quicker; what it prints is kept. */
export async function runHere(words: string): Promise<Run> {
  const printed = { stdout: '', stderr: '' };
  const streams = ['stdout', 'stderr'] as const;
  const originals = streams.map((name) => process[name].write);
  for (const name of streams) {
    process[name].write = (text: string | Uint8Array): boolean => {
      printed[name] += String(text);
      return true;
    };
  }
  try {
    const exitCode = await run(words === '' ? [] : words.split(' '));
    return { exitCode, output: printed.stdout, errors: printed.stderr };
  } finally {
    for (const [index, name] of streams.entries()) process[name].write = originals[index] ?? process[name].write;
  }
}
