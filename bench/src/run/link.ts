import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand } from './command.ts';

/** What the two processes of a measurement are joined by. */
export interface Link {
  readonly name: LinkName;
  readonly serverAddress: string;
  readonly clientAddress: string;
  /** What a command of that side begins with. */
  prefix(side: 'server' | 'client'): readonly string[];
}

export const linkNames = ['veth', 'loopback'] as const;

export type LinkName = (typeof linkNames)[number];

/** Loopback of this host: all that there is without root. Others may send and receive there as well. */
export const hostLoopback: Link = {
  name: 'loopback',
  serverAddress: '127.0.0.1',
  clientAddress: '127.0.0.1',
  prefix: () => [],
};

/** Of a documentation range, which is no one's on a real network (RFC 5737). */
const serverAddress = '203.0.113.1';
const clientAddress = '203.0.113.2';
const namePrefix = 'usctp-bench-';

/**
 * Two network namespaces with a veth pair of MTU 1500 between them, for this process alone: no other SCTP stack of the
 * machine sees the packets. Needs root and iproute2.
 */
export class Namespaces {
  readonly #server = `${namePrefix}${process.pid}-server`;
  readonly #client = `${namePrefix}${process.pid}-client`;

  readonly veth: Link = {
    name: 'veth',
    serverAddress,
    clientAddress,
    prefix: (side) => inNamespace(side === 'server' ? this.#server : this.#client),
  };

  /** Both processes in one of the namespaces, on its loopback (MTU 65536). */
  readonly loopback: Link = { ...hostLoopback, prefix: () => inNamespace(this.#server) };

  async up(): Promise<void> {
    await removeLeftovers();
    await ip('netns', 'add', this.#server);
    await ip('netns', 'add', this.#client);
    const pair = ['name', 'bench0', 'mtu', '1500', 'type', 'veth', 'peer', 'name', 'bench0', 'mtu', '1500'];
    await ip('-n', this.#server, 'link', 'add', ...pair, 'netns', this.#client);
    for (const [name, address] of [
      [this.#server, serverAddress],
      [this.#client, clientAddress],
    ] as const) {
      await ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'bench0');
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      await ip('-n', name, 'link', 'set', 'bench0', 'up');
    }
    await Promise.all([isRunning(this.#server), isRunning(this.#client)]);
  }

  /** Takes the namespaces away. Right to call at any time. */
  async down(): Promise<void> {
    for (const name of namespaces()) {
      if (name === this.#server || name === this.#client) await ip('netns', 'del', name);
    }
  }
}

function ip(...args: readonly string[]): Promise<string> {
  return runCommand('ip', ...args);
}

/** Resolves when packets can be sent: the kernel takes a moment, and Node shows no interface before. */
async function isRunning(name: string): Promise<void> {
  while (!(await ip('-n', name, 'link', 'show', 'bench0')).includes('state UP')) await delay(20);
}

function inNamespace(name: string): readonly string[] {
  return ['ip', 'netns', 'exec', name];
}

/** Those of a bench that was killed. */
async function removeLeftovers(): Promise<void> {
  for (const name of namespaces()) {
    const [, pid] = new RegExp(`^${namePrefix}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await ip('netns', 'del', name);
  }
}

function namespaces(): readonly string[] {
  try {
    return readdirSync('/run/netns');
  } catch {
    // There has never been one.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // `as`: kill throws nothing else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
