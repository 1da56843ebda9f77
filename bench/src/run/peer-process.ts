import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A line that a process has told. */
export type Told = Readonly<Record<string, unknown>> & { readonly event: string };

/** One side of a measurement. Its errors go to ours. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #told: Told[] = [];
  readonly #commandLine: string;
  #wake: () => void = () => {};
  #hasEnded = false;

  constructor(command: readonly string[]) {
    const [program = '', ...args] = command;
    this.#commandLine = command.join(' ');
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#take(line));
    child.once('error', () => this.#end());
    child.once('close', () => this.#end());
  }

  /** What the process tells of this kind. @throws Error when it ends before, or does not within so many ms. */
  async next(event: string, deadline: number): Promise<Told> {
    const end = performance.now() + deadline;
    for (;;) {
      const index = this.#told.findIndex((told) => told.event === event);
      const [found] = index < 0 ? [] : this.#told.splice(index, 1);
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`no ${event}: the process has ended: ${this.#commandLine}`);
      if (performance.now() > end) throw new Error(`no ${event} within ${deadline} ms: ${this.#commandLine}`);
      await this.#change(end - performance.now());
    }
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    if (this.#hasEnded) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }

  #take(line: string): void {
    // `as`: our own programs tell objects with an event; what is none is never looked for.
    this.#told.push(JSON.parse(line) as Told);
    this.#wake();
  }

  #end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  #change(atMost: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, atMost));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
