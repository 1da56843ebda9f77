import { type Command, InvalidArgumentError, Option } from 'commander';
import { logLine } from '../agent/log.ts';
import { type AgentOptions, runAgent } from '../agent/run-agent.ts';
import { hostFilesAt } from '../host/host-files.ts';
import { parseDuration } from './argument.ts';
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts';
import { Failure } from './failure.ts';
import { keysOf } from './key-options.ts';
import { checkHostRoot, hostRootOption } from './node-check-command.ts';
import type { Terminal } from './terminal.ts';

interface AgentFlags extends ConnectionFlags {
  readonly nodeName?: string;
  readonly hostRoot: string;
  /** In ms. */
  readonly heartbeat: number;
  readonly taintWhenLoaded?: true;
  readonly port: number;
  readonly address?: string;
}

/** Adds the command `agent`. */
export function addAgentCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('agent')
    .description("watch this node's kernel, and keep the node's label and condition at what it sees; for a DaemonSet")
    .addOption(new Option('--node-name <name>', 'name of the node in the cluster').env('NODE_NAME'))
    .addOption(hostRootOption())
    .addOption(
      new Option('--heartbeat <time>', 'longest time between reports, up to 2m')
        .argParser(parseDuration)
        .default(60_000, '1m'),
    )
    .option('--taint-when-loaded', 'taint a node that is for userspace SCTP while its kernel has SCTP')
    .option('--port <port>', 'for /metrics, /healthz and /readyz', parsePort, 9610)
    .option('--address <address>', 'to serve these at (default: all)');
  addConnectionOptions(command);
  command.action(async (flags: AgentFlags) => {
    const { nodeName, hostRoot, heartbeat, taintWhenLoaded = false, port, address } = flags;
    if (nodeName === undefined) return command.error('error: give --node-name or $NODE_NAME');
    checkHostRoot(command, hostRoot);
    const options: AgentOptions = {
      nodeName,
      host: hostFilesAt(hostRoot),
      keys: keysOf(command, flags, terminal),
      heartbeat,
      taintsWhenLoaded: taintWhenLoaded,
      listen: { port, address },
      log: (...[level, message, about = {}]) => terminal.print(logLine(level, message, about, Date.now())),
      signal: terminal.signal,
    };
    try {
      await withClient(flags, terminal, (client) => runAgent(client, options), { waitsWhenBusy: false });
    } catch (error) {
      if (error instanceof RangeError) command.error(`error: ${error.message}`);
      if (!isListenError(error)) throw error;
      terminal.complain(`error: port ${port} cannot be served: ${error.message}\n`);
      throw new Failure();
    }
  });
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It takes 0 to 65535; 0 is any that is free.');
}

function isListenError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'listen'; // of the system, perhaps
}
