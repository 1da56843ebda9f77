import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { hasRoot } from '../helpers/root.ts';
import { Command } from './command.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const scripts = fileURLToPath(new URL('./peers/', import.meta.url));
const programs = fileURLToPath(new URL('./programs/', import.meta.url));

const node = [process.execPath, '--conditions=usctp-source', '--expose-gc', '--import', 'tsx'];

/** Time for `up`, in ms: the first one on a machine fetches and builds. */
const upDeadline = 300_000;
const commandDeadline = 30_000;

let lastPort = 5000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Peers to take down when a signal ends this process. */
const peersUp = new Set<Peer>();

/** Whether the peers can be used; says so when they cannot. */
export function canRunPeers(): boolean {
  return hasRoot('the tests against other stacks, in network namespaces');
}

/** An SCTP port that no test of this process has used. */
export function nextPort(): number {
  lastPort += 1;
  return lastPort;
}

/** The first file of `usctp`, or of `usctp-k8s`. */
export type OurMain = 'packages/cli/src/main.ts' | 'packages/kubernetes/src/cli/main.ts';

/** Another implementation, or a host of ours behind a narrow link. */
type PeerKind = 'usrsctp' | 'lksctp' | 'narrow';

/**
 * Another SCTP implementation in a network namespace of its own, linked to one for the stack under test.
 * Other processes of the machine may have peers of the same kind and name.
 */
export class Peer {
  readonly kind: PeerKind;
  readonly #name: string;
  readonly #upOptions: readonly string[];
  readonly #commands: Command[] = [];
  #up: Promise<unknown> | undefined;
  #down: Promise<void> | undefined;

  constructor(kind: PeerKind, name: string, ...upOptions: readonly string[]) {
    this.kind = kind;
    this.#upOptions = upOptions;
    this.#name = `${name}-${process.pid}`;
  }

  /** Brings the peer up; once, however often it is called. */
  async up(): Promise<void> {
    takeDownOnSignals(this);
    this.#up ??= this.#script('up', ...this.#upOptions).success(upDeadline);
    await this.#up;
  }

  /** Ends what was started and takes the namespaces away, for good. */
  async down(): Promise<void> {
    this.#down ??= this.#takeDown();
    await this.#down;
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
    return this.#script('host', ...node, `${programs}${program}.ts`, ...args);
  }

  /** A command of ours, on the side of the stack under test. */
  ourCommand(main: OurMain, ...args: readonly string[]): Command {
    return this.#script('host', ...node, `${repository}${main}`, ...args);
  }

  /** Our command `usctp` on the far side of a narrow link. */
  farCommand(...args: readonly string[]): Command {
    return this.#script('far', ...node, `${repository}packages/cli/src/main.ts`, ...args);
  }

  /** Runs a shell command in the guest. */
  async runInGuest(command: string): Promise<void> {
    await this.startInGuest(command).success(commandDeadline);
  }

  /** Starts a shell command in the guest, which may fail. */
  startInGuest(command: string): Command {
    return this.#script('run', command);
  }

  /** Ends the guest and boots it anew, with these parameters of its kernel. */
  async reboot(...parameters: readonly string[]): Promise<void> {
    await this.#script('reboot', ...parameters).success(commandDeadline);
  }

  /** Takes one of the two links down or up again, on the side of the stack under test. */
  async setLink(link: 0 | 1, state: 'up' | 'down'): Promise<void> {
    await this.#script('host', 'ip', 'link', 'set', `peer${link}`, state).success(commandDeadline);
  }

  /** Bytes that have gone from us to the peer on that link, headers included. */
  async sentBytes(link: 0 | 1): Promise<number> {
    const file = `/sys/class/net/peer${link}/statistics/tx_bytes`;
    const [line] = await this.#script('host', 'cat', file).success(commandDeadline);
    return Number(line?.text);
  }

  async #takeDown(): Promise<void> {
    await this.stopAll();
    await this.#start('down').success(commandDeadline);
    peersUp.delete(this);
  }

  #script(command: string, ...args: readonly string[]): Command {
    if (this.#down) throw new Error(`${this.#name} is taken down`);
    const started = this.#start(command, ...args);
    this.#commands.push(started);
    return started;
  }

  #start(command: string, ...args: readonly string[]): Command {
    return new Command(`${scripts}${this.kind}`, [command, '--name', this.#name, ...args], repository);
  }
}

function takeDownOnSignals(peer: Peer): void {
  peersUp.add(peer);
  for (const signal of signals) {
    if (!process.listeners(signal).includes(endOnSignal)) process.on(signal, endOnSignal);
  }
}

async function endOnSignal(signal: NodeJS.Signals): Promise<void> {
  await Promise.allSettled([...peersUp].map((peer) => peer.down()));
  process.exit(128 + constants.signals[signal]);
}
