import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { raw, type ServerOptions, type Transport, udp } from 'usctp';
import { Ledger } from './ledger.ts';
import { LossyTransport } from './lossy-transport.ts';
import type { Traffic } from './traffic.ts';

/** What the command line of a program says. */
export interface Task {
  /** The peer's, for a client. */
  readonly addresses: string[];
  readonly localAddresses: string[];
  readonly port: number;
  /** Of a client; 0 for any. */
  readonly localPort: number;
  /** Options of the associations. */
  readonly settings: ServerOptions;
  readonly transport: Transport;
  /** Without end, `count` being infinite, it goes on until standard input ends. */
  readonly traffic: Traffic;
  /** Why to abort in place of a shutdown, for a client. */
  readonly abort: string | undefined;
  /** From one message to the next that is sent, in ms. */
  readonly pause: number;
  /** Whether this side shuts the association down once all messages came; otherwise it awaits the peer's shutdown. */
  readonly shutdown: boolean;
  /** Takes every message that arrives. */
  readonly ledger: Ledger;
}

/**
 * Does the task of the command line, prints a summary as a line of JSON, and sets the exit status: 0 when all messages
 * came as they should and `run` resolved in time. On success it is left to the event loop to end the process.
 */
export async function runProgram(run: (task: Task) => Promise<void>): Promise<void> {
  const { deadline, linger, ...task } = readCommandLine();
  const start = performance.now();
  const failures: string[] = [];
  const timer = setTimeout(() => finish([`not done after ${deadline} s`]), deadline * 1000);
  const finish = (more: readonly string[]) => {
    printSummary(task.ledger, (performance.now() - start) / 1000, more);
    process.exit(1);
  };
  try {
    await run(task);
    if (!task.ledger.isComplete) failures.push(`only ${task.ledger.messages} of ${task.ledger.expected} messages came`);
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  clearTimeout(timer);
  if (failures.length > 0 || task.ledger.problems.length > 0) finish(failures);
  printSummary(task.ledger, (performance.now() - start) / 1000, []);
  // Only a process can answer a peer that did not get the last packet, and so sends its own again.
  if (linger > 0) setTimeout(() => {}, linger * 1000);
}

/** Prints one line of output. */
export function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(line));
}

/** Resolves once standard input has ended. */
export async function inputEnd(): Promise<void> {
  process.stdin.resume();
  await once(process.stdin, 'end');
}

function printSummary(ledger: Ledger, seconds: number, failures: readonly string[]): void {
  const { messages, bytes } = ledger;
  const problems = [...failures, ...ledger.problems];
  const megabytesPerSecond = Math.round(bytes / seconds / 1e4) / 100;
  print({ event: 'summary', ok: problems.length === 0, messages, bytes, seconds, megabytesPerSecond, problems });
}

function readCommandLine(): Task & { readonly deadline: number; readonly linger: number } {
  const { values } = parseArgs({
    options: {
      address: { type: 'string', multiple: true, default: [] },
      'local-address': { type: 'string', multiple: true, default: [] },
      port: { type: 'string', default: '5001' },
      'local-port': { type: 'string', default: '0' },
      set: { type: 'string', multiple: true, default: [] },
      transport: { type: 'string', default: 'raw' },
      loss: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      'udp-port': { type: 'string', default: '9899' },
      'peer-udp-port': { type: 'string', default: '9899' },
      count: { type: 'string', default: '10000' },
      size: { type: 'string', default: '1-100000' },
      streams: { type: 'string', default: '10' },
      endless: { type: 'boolean', default: false },
      pause: { type: 'string', default: '0' },
      shutdown: { type: 'boolean', default: false },
      abort: { type: 'string' },
      deadline: { type: 'string', default: '60' },
      linger: { type: 'string', default: '0' },
    },
  });
  const [smallestSize = 1, largestSize = smallestSize] = values.size.split('-').map(Number);
  const count = values.endless ? Number.POSITIVE_INFINITY : Number(values.count);
  const traffic = { count, smallestSize, largestSize, streams: Number(values.streams) };
  const ports = { localPort: Number(values['udp-port']), peerPort: Number(values['peer-udp-port']) };
  const transport = values.transport === 'udp' ? udp(ports) : raw();
  const loss = Number(values.loss);
  return {
    addresses: values.address,
    localAddresses: values['local-address'],
    port: Number(values.port),
    localPort: Number(values['local-port']),
    settings: Object.fromEntries(values.set.map((setting) => settingOf(setting))),
    transport: loss === 0 ? transport : new LossyTransport(transport, loss, Number(values.seed)),
    traffic,
    pause: Number(values.pause),
    shutdown: values.shutdown,
    abort: values.abort,
    ledger: new Ledger(traffic),
    deadline: Number(values.deadline),
    linger: Number(values.linger),
  };
}

/** An option of the library, `rtoMin=200`: of those that are numbers. */
function settingOf(setting: string): [name: string, value: number] {
  const [name = '', value] = setting.split('=');
  return [name, Number(value)];
}
