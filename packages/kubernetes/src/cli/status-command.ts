import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { type NodeStatus, nodeStatuses, type StatusSelection } from '../nodes/status.ts';
import { watchNodeStatuses } from '../nodes/watch-status.ts';
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts';
import { keysOf } from './key-options.ts';
import { addNamespaceOptions, type NamespaceFlags } from './namespace-options.ts';
import { addNodeSelection, type NodeFlags, withoutKind } from './node-selection.ts';
import { columnsOf, headingsOf } from './status-table.ts';
import { formatTable } from './table.ts';
import type { Terminal } from './terminal.ts';

interface StatusFlags extends ConnectionFlags, NodeFlags, NamespaceFlags {
  readonly output?: 'json' | 'yaml' | 'wide' | 'name';
  /** False with --no-headers. */
  readonly headers: boolean;
  readonly watch?: true;
}

/** Adds the command `status`. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('status')
    .description('show for which SCTP stack nodes are, what is known of their kernels, and which pods conflict');
  addNamespaceOptions(addNodeSelection(command), 'conflicting pods')
    .addOption(new Option('-o, --output <format>', 'how').choices(['json', 'yaml', 'wide', 'name']))
    .option('--no-headers', 'print no headings')
    .option('-w, --watch', 'go on, and print a node again when it has changed');
  addConnectionOptions(command);
  command.action(async (names: string[], flags: StatusFlags) => {
    if (names.length > 0 && (flags.selector !== undefined || flags.all)) {
      command.error('error: give names of nodes, or --selector, or --all');
    }
    const selection: StatusSelection = {
      ...(names.length > 0 && { names: names.map(withoutKind) }),
      selector: flags.selector,
      namespace: flags.namespace,
      keys: keysOf(command, flags, terminal),
      signal: terminal.signal,
    };
    await withClient(flags, terminal, async (client) => {
      if (flags.watch) await watchNodeStatuses(client, selection, printOneByOne(flags, terminal));
      else printAll(await nodeStatuses(client, selection), flags, terminal);
    });
  });
}

type Format = StatusFlags['output'];

function printAll(statuses: readonly NodeStatus[], { output, headers }: StatusFlags, terminal: Terminal): void {
  if (isTable(output)) {
    if (statuses.length === 0) terminal.complain('No resources found\n');
    const rows = statuses.map((status) => columnsOf(status, output === 'wide', Date.now()));
    const isHeaded = headers && rows.length > 0;
    terminal.print(formatTable(isHeaded ? [headingsOf(output === 'wide'), ...rows] : rows));
  } else if (output === 'json') terminal.print(`${JSON.stringify({ items: statuses }, undefined, 4)}\n`);
  else if (output === 'yaml') terminal.print(stringify({ items: statuses }));
  else terminal.print(statuses.map(({ name }) => `node/${name}\n`).join(''));
}

/** A column is as wide as its widest cell so far: what comes later cannot be known. */
function printOneByOne({ output, headers }: StatusFlags, terminal: Terminal): (status: NodeStatus) => void {
  const isWide = output === 'wide';
  let widths: readonly number[] = headingsOf(isWide).map((heading) => heading.length);
  let isHeaded = headers;
  return (status) => {
    if (isTable(output)) {
      const row = columnsOf(status, isWide, Date.now());
      widths = widths.map((width, index) => Math.max(width, row[index]?.length ?? 0));
      terminal.print(formatTable(isHeaded ? [headingsOf(isWide), row] : [row], widths));
      isHeaded = false;
    } else if (output === 'json') terminal.print(`${JSON.stringify(status)}\n`);
    else if (output === 'yaml') terminal.print(`---\n${stringify(status)}`);
    else terminal.print(`node/${status.name}\n`);
  };
}

function isTable(output: Format): output is 'wide' | undefined {
  return output === undefined || output === 'wide';
}
