import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type AgentOptions,
  ApiClient,
  findConnection,
  hostFilesAt,
  type NodeCondition,
  type NodeObject,
  runAgent,
} from '@usctp/kubernetes';
import { type Answer, type FakeApi, fakeApi } from '../fake-api.ts';
import { FakeCluster } from '../fake-cluster.ts';
import { inFolder } from '../folder.ts';
import { hostWithModule } from '../host/host.ts';
import { VirtualClock } from './virtual-clock.ts';

export const startTime = Date.parse('2026-01-01T12:00:00Z');

/** What an agent has logged. */
interface LogEntry {
  readonly message: string;
  readonly [about: string]: unknown;
}

/** What a test says of an agent. */
interface Setting extends Partial<Pick<AgentOptions, 'taintsWhenLoaded' | 'heartbeat'>> {
  readonly files?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An agent for the node `a` of a cluster in memory; its host is a folder, its time the test's. */
export class TestAgent {
  readonly cluster = new FakeCluster();
  readonly logs: LogEntry[] = [];
  readonly #folder: string;
  readonly #setting: Setting;
  /** Answers instead of the cluster, as long as it is given. */
  answer: Answer | undefined;
  clock = new VirtualClock(2, startTime);
  #api: FakeApi | undefined;
  #ending:
    | { readonly controller: AbortController; readonly ended: Promise<void>; readonly client: ApiClient }
    | undefined;

  constructor(folder: string, setting: Setting) {
    this.#folder = folder;
    this.#setting = setting;
    this.cluster.addNode('a', { zone: 'z', ...setting.labels });
  }

  /** Begins, and waits until it has reported, or failed to. */
  async start(): Promise<void> {
    this.#api ??= await fakeApi((asked, response) => (this.answer ?? this.cluster.answer)(asked, response));
    const client = new ApiClient(await findConnection({ server: this.#api.url, env: {} }), { waitsWhenBusy: false });
    const controller = new AbortController();
    const { taintsWhenLoaded = false, heartbeat = 60_000 } = this.#setting;
    const ended = runAgent(client, {
      ...{ nodeName: 'a', host: hostFilesAt(this.#folder), taintsWhenLoaded, heartbeat, clock: this.clock },
      listen: { port: 0, address: '127.0.0.1' },
      log: (_, message, about) => this.logs.push({ message, ...about }),
      signal: controller.signal,
    });
    this.#ending = { controller, ended, client };
    await Promise.race([this.clock.rest(), ended]);
  }

  async stop(): Promise<void> {
    if (this.#ending === undefined) return;
    const { controller, ended, client } = this.#ending;
    this.#ending = undefined;
    controller.abort();
    await ended;
    client.close();
  }

  /** Stops it, takes everything away. */
  async close(): Promise<void> {
    await this.stop();
    await this.#api?.close();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#folder, name)), { recursive: true });
      writeFileSync(join(this.#folder, name), content);
    }
  }

  remove(name: string): void {
    rmSync(join(this.#folder, name), { recursive: true });
  }

  get node(): NodeObject {
    return this.cluster.node('a');
  }

  /** What the node's label says of its kernel. */
  get word(): string | undefined {
    return this.node.metadata.labels?.['usctp.dev/kernel-sctp'];
  }

  /** The condition that an agent sets. */
  get condition(): NodeCondition {
    const condition = this.node.status?.conditions?.find(({ type }) => type === 'KernelSCTPLoaded');
    if (condition === undefined) throw new Error('there is no condition');
    return condition;
  }

  /** Requests of a kind, as `PATCH a status`. */
  count(change: string): number {
    return this.cluster.changes.filter((made) => made === change).length;
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

/** Runs the test with an agent that has started, on a host with a module that is not loaded. */
export async function withAgent(use: (at: TestAgent) => Promise<void>, setting: Setting = {}): Promise<void> {
  await inFolder(setting.files ?? hostWithModule, async (folder) => {
    const at = new TestAgent(folder, setting);
    try {
      await at.start();
      await use(at);
    } finally {
      await at.close();
    }
  });
}

export const loadedFiles = { 'proc/modules': 'sctp 430080 4 - Live 0x0\n', 'sys/module/sctp/initstate': 'live\n' };
export const blockFiles = { 'etc/modprobe.d/sctp.conf': 'install sctp /bin/false\n' };
