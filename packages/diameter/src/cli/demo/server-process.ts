import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const configuration = `
identity: server.example.com
realm: example.com
listen: { addresses: [127.0.0.1, 127.0.0.2], transport: udp, udpPort: 0 }
currency: { code: 978, exponent: -2 }
tariffs: [{ unit: CC-Time, price: 10, per: 60, grant: 600 }]
accounts: [{ id: "491700000001", balance: 100000000 }]
http: { port: 0 }
`;

/** The command `usctp-diameter serve` in a process of its own. */
export class ServerProcess {
  readonly udpPort: number;
  readonly #httpPort: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, ports: { udpPort: number; httpPort: number }) {
    this.#child = child;
    this.#folder = folder;
    this.udpPort = ports.udpPort;
    this.#httpPort = ports.httpPort;
  }

  /** Resolves once it listens. @throws Error when it ends before that */
  static async start(): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'usctp-demo-'));
    const file = join(folder, 'server.yaml');
    await writeFile(file, configuration);
    const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../main.ts' : '../main.js', import.meta.url));
    const child = spawn(process.execPath, [...process.execArgv, main, 'serve', '-c', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.once('exit', () => child.kill());
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, udpPort, httpPort } = JSON.parse(line);
      if (msg === 'listening') {
        child.stdout.resume();
        return new ServerProcess(child, folder, { udpPort, httpPort });
      }
    }
    throw new Error('the server has ended early');
  }

  /** Credit-control requests that it has received, by its own count. */
  async countRequests(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.#httpPort}/metrics`);
    const [, count] = /^usctp_diameter_requests_received_total (\d+)$/m.exec(await response.text()) ?? [];
    return Number(count);
  }

  /** Has it drain; resolves with its exit code. */
  async end(): Promise<number | null> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    await rm(this.#folder, { recursive: true });
    return this.#child.exitCode;
  }
}
