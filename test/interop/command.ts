import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A line of output: a JSON object with an `event`, or `{ text }` for any other line. */
export type Line = Readonly<Record<string, unknown>> & {
  /** When it came, in ms. */
  readonly at: number;
};

export interface Outcome {
  /** Exit status; a signal's name for a process that was ended by one. */
  readonly status: number | string;
  readonly lines: readonly Line[];
}

const linesShown = 30;
/** What ends a process that has a fault. */
const faults: readonly unknown[] = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV'];

/** A process that prints JSON lines. Whatever is awaited of it has a deadline, in ms. */
export class Command {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: Line[] = [];
  readonly #ended: Promise<number | string>;
  readonly #waiting = new Set<() => void>();
  #status: number | string | undefined;

  constructor(file: string, args: readonly string[], cwd: string) {
    this.#name = [file, ...args].join(' ');
    this.#child = spawn(file, args, { cwd, stdio: 'pipe' });
    // The process may have ended by the time something is said to it.
    this.#child.stdin?.on('error', () => {});
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output) createInterface(output).on('line', (line) => this.#take(line));
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(this.#end(String(error))));
      this.#child.once('close', (code, signal) => resolve(this.#end(code ?? signal ?? 'unknown')));
    });
  }

  /** What has been printed so far. */
  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Gives the process a line of input. */
  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Ends the input of the process. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** The first line with that event, and as it is meant; rejects when the process ends without it. */
  async waitFor(event: string, deadline: number, isMeant: (line: Line) => boolean = () => true): Promise<Line> {
    const find = () => this.#lines.find((line) => line.event === event && isMeant(line));
    return this.#before(
      deadline,
      `print "${event}"`,
      new Promise((resolve, reject) => {
        const look = () => {
          const line = find();
          if (line) resolve(line);
          else if (this.#status !== undefined) reject(this.#failure(`did not print "${event}"`));
        };
        this.#waiting.add(look);
        look();
      }),
    );
  }

  /** How the process ended. */
  async outcome(deadline: number): Promise<Outcome> {
    const status = await this.#before(deadline, 'end', this.#ended);
    return { status, lines: this.#lines };
  }

  /** The lines of a process that is to end with status 0; rejects when it does not. */
  async success(deadline: number): Promise<readonly Line[]> {
    const { status, lines } = await this.outcome(deadline);
    if (status !== 0) throw this.#failure('failed');
    return lines;
  }

  /** Whether a fault of its own ends the process, or has ended it. */
  async crashes(deadline: number): Promise<boolean> {
    return this.outcome(deadline).then(
      ({ status }) => faults.includes(status),
      () => false,
    );
  }

  /** Ends the process as a crash would: it gets no chance to take leave. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Lets the process stand still, as if its host had. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Ends the process if it has not ended, and waits for that. */
  async stop(): Promise<void> {
    if (this.#status !== undefined) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await this.#ended;
    clearTimeout(timer);
  }

  async #before<T>(deadline: number, what: string, result: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#failure(`did not ${what} within ${deadline} ms`)), deadline);
    });
    return Promise.race([result, late]).finally(() => clearTimeout(timer));
  }

  #take(line: string): void {
    this.#lines.push({ ...parseLine(line), at: performance.now() });
    for (const look of this.#waiting) look();
  }

  #end(status: number | string): number | string {
    this.#status = status;
    for (const look of this.#waiting) look();
    return status;
  }

  #failure(what: string): Error {
    const shown = this.#lines.slice(-linesShown).map((line) => `    ${line.text ?? JSON.stringify(line)}`);
    const status = this.#status === undefined ? '' : ` (status ${this.#status})`;
    return new Error([`${this.#name}: ${what}${status}`, ...shown].join('\n'));
  }
}

function parseLine(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // No JSON: the text itself is the line.
  }
  return { text };
}
