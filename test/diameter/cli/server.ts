import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../packages/diameter/src/cli/program.ts';
import { type Program, startFile } from '../../sockets/cli/command.ts';

const configuration = `identity: server.example.com
realm: example.com
listen: { addresses: [127.0.0.1], transport: udp, udpPort: 0 }
currency: { code: 978, exponent: -2 }
tariffs: [{ unit: CC-Time, price: 10, per: 60, grant: 600 }]
accounts: [{ id: "491700000001", balance: 1000000 }]
http: { port: 0 }
`;

/** Folders that tests have files in. */
export class Folders {
  readonly #folders: string[] = [];

  make(): string {
    const folder = mkdtempSync(join(tmpdir(), 'usctp-diameter-'));
    this.#folders.push(folder);
    return folder;
  }

  remove(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true });
  }
}

/** A server in a process of its own, on loopback and free ports. */
export class ServerProcess {
  readonly program: Program;

  constructor(folder: string, more = '') {
    const file = join(folder, 'server.yaml');
    writeFileSync(file, configuration + more);
    this.program = startFile('packages/diameter/src/cli/main.ts', ['serve', '-c', file]);
  }

  /** Its ports, once it listens. */
  async listening(): Promise<{ readonly udpPort: number; readonly httpPort: number }> {
    return JSON.parse(await this.program.output.find(/"msg":"listening"/));
  }

  /** What it says of itself over HTTP, with the status. */
  async page(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const { httpPort } = await this.listening();
    const response = await fetch(`http://127.0.0.1:${httpPort}${path}`);
    return { status: response.status, text: await response.text() };
  }

  /** Has it end; resolves with its exit code. */
  end(): Promise<number | null> {
    this.program.kill('SIGTERM');
    return this.program.exitCode();
  }
}

/** What came of a command that ran in this process. */
export interface CommandRun {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs `usctp-diameter` in this process. */
export async function runHere(...args: readonly string[]): Promise<CommandRun> {
  let [output, errors] = ['', ''];
  const exitCode = await run(args, {
    print: (text) => {
      output += text;
    },
    complain: (text) => {
      errors += text;
    },
    signal: new AbortController().signal,
  });
  return { exitCode, output, errors };
}

/** Runs `usctp-diameter request` against the server. */
export async function request(server: ServerProcess, ...args: readonly string[]): Promise<CommandRun> {
  const { udpPort } = await server.listening();
  const where = ['--peer', 'server.example.com', '--address', '127.0.0.1', '--local-address', '127.0.0.1'];
  // Long enough for a machine that has much else to do.
  const how = ['--transport', 'udp', '--peer-udp-port', String(udpPort), '--timeout', '15000'];
  return runHere('request', ...where, ...how, ...args);
}
