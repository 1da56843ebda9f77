import { fileURLToPath } from 'node:url';
import { Command } from './command.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const scripts = fileURLToPath(new URL('./peers/', import.meta.url));
const programs = fileURLToPath(new URL('./programs/', import.meta.url));

/** Time for `up`, in ms: the first one on a machine fetches and builds. */
const upDeadline = 300_000;
const commandDeadline = 30_000;

/** Whether the peers can be used; says so when they cannot. */
export function canRunPeers(): boolean {
  if (process.getuid?.() === 0) return true;
  console.log('Interop tests need root, for network namespaces and raw sockets: none of these is run.');
  return false;
}

/** Another SCTP implementation in a network namespace of its own, linked to one for the stack under test. */
export class Peer {
  readonly #kind: 'usrsctp' | 'lksctp';
  readonly #name: string;
  readonly #commands: Command[] = [];
  #up: Promise<unknown> | undefined;

  constructor(kind: 'usrsctp' | 'lksctp', name: string) {
    this.#kind = kind;
    this.#name = name;
  }

  /** Brings the peer up; once, however often it is called. */
  async up(): Promise<void> {
    this.#up ??= this.#script('up').success(upDeadline);
    await this.#up;
  }

  /** Ends what was started and takes the namespaces away. */
  async down(): Promise<void> {
    await this.stopAll();
    await this.#script('down').success(commandDeadline);
  }

  /** Ends what was started. */
  async stopAll(): Promise<void> {
    await Promise.all(this.#commands.splice(0).map((command) => command.stop()));
  }

  /** The peer's program, sctp-peer, on the peer's side. */
  program(...args: readonly string[]): Command {
    return this.#script('peer', ...args);
  }

  /** One of our programs, on the side of the stack under test. */
  ours(program: string, ...args: readonly string[]): Command {
    const node = [process.execPath, '--conditions=usctp-source', '--import', 'tsx'];
    return this.#script('host', ...node, `${programs}${program}.ts`, ...args);
  }

  /** Runs a shell command in the guest. */
  async runInGuest(command: string): Promise<void> {
    await this.#script('run', command).success(commandDeadline);
  }

  #script(command: string, ...args: readonly string[]): Command {
    const started = new Command(`${scripts}${this.#kind}`, [command, '--name', this.#name, ...args], repository);
    this.#commands.push(started);
    return started;
  }
}
