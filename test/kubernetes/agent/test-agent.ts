import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AgentOptions, type ApiClient, hostFilesAt, runAgent } from '@usctp/kubernetes';
import { VirtualClock } from './virtual-clock.ts';

export const startTime = Date.parse('2026-01-01T12:00:00Z');

/** What an agent has logged. */
export interface LogEntry {
  readonly message: string;
  readonly [about: string]: unknown;
}

/** How an agent is run. */
export interface AgentSetting extends Partial<Omit<AgentOptions, 'nodeName'>> {
  readonly nodeName: string;
  /** Gives a client each time that the agent starts. */
  readonly connect: () => Promise<ApiClient>;
}

/** An agent whose host is a folder, and whose time is the test's. */
export class TestAgent {
  readonly logs: LogEntry[] = [];
  readonly clock: VirtualClock;
  readonly #folder: string;
  readonly #setting: AgentSetting;
  #running:
    | { readonly controller: AbortController; readonly ended: Promise<void>; readonly client: ApiClient }
    | undefined;

  constructor(folder: string, setting: AgentSetting, now = startTime) {
    this.#folder = folder;
    this.#setting = setting;
    this.clock = new VirtualClock(2, now); // one timer of the watch, one of the reporter
  }

  /** Begins, and waits until it has reported, or failed to. */
  async start(): Promise<void> {
    const { connect, ...options } = this.#setting;
    const client = await connect();
    const controller = new AbortController();
    const ended = runAgent(client, {
      ...{ host: hostFilesAt(this.#folder), clock: this.clock, listen: { port: 0, address: '127.0.0.1' } },
      log: (_, message, about) => this.logs.push({ message, ...about }),
      signal: controller.signal,
      ...options,
    });
    this.#running = { controller, ended, client };
    await Promise.race([this.clock.rest(), ended]);
  }

  async stop(): Promise<void> {
    if (this.#running === undefined) return;
    const { controller, ended, client } = this.#running;
    this.#running = undefined;
    controller.abort();
    await ended;
    client.close();
  }

  /** Writes files of the host. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#folder, name)), { recursive: true });
      writeFileSync(join(this.#folder, name), content);
    }
  }

  remove(name: string): void {
    rmSync(join(this.#folder, name), { recursive: true });
  }

  /** What it has logged last about a failure. */
  get failure(): LogEntry {
    const entry = this.logs.filter(({ message }) => message.startsWith('cannot report')).at(-1);
    if (entry === undefined) throw new Error('nothing has failed');
    return entry;
  }

  /** Asks its HTTP server. */
  async fetch(path: string, method = 'GET'): Promise<Response> {
    const started = this.logs.filter(({ message }) => message === 'agent started').at(-1);
    return fetch(`http://127.0.0.1:${started?.port}${path}`, { method, headers: { connection: 'close' } });
  }

  /** The value of a metric. */
  async metric(name: string): Promise<number> {
    const lines = (await (await this.fetch('/metrics')).text()).split('\n');
    const value = lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
    if (value === undefined) throw new Error(`there is no ${name}`);
    return Number(value);
  }
}

export const loadedFiles = { 'proc/modules': 'sctp 430080 4 - Live 0x0\n', 'sys/module/sctp/initstate': 'live\n' };
export const blockFiles = { 'etc/modprobe.d/sctp.conf': 'install sctp /bin/false\n' };
