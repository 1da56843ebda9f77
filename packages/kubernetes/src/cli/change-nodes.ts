import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import type { ApiClient } from '../client/api-client.ts';
import type { ChangeOptions, DryRun } from '../nodes/change-node.ts';
import type { NodeObject } from '../objects.ts';
import { describeError, Failure } from './failure.ts';
import { chosenNames, type NodeFlags } from './node-selection.ts';
import type { Terminal } from './terminal.ts';

/** Options of every command that changes nodes. */
export interface ChangeFlags extends NodeFlags {
  readonly dryRun: DryRun;
  readonly fieldManager: string;
  readonly output?: 'name' | 'json' | 'yaml';
}

/** Adds the options of {@link ChangeFlags} that are not {@link NodeFlags}. */
export function addChangeOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--dry-run <who>', 'change nothing: ask the server what it would do, or do not even ask')
        .choices(['none', 'client', 'server'])
        .default('none'),
    )
    .option('--field-manager <name>', 'whom the API server notes as author of the fields', 'usctp-k8s')
    .addOption(new Option('-o, --output <format>', 'what to print of each node').choices(['name', 'json', 'yaml']));
}

/** What {@link ChangeFlags} say to the library. */
export function changeOptionsOf({ dryRun, fieldManager }: ChangeFlags, { signal }: Terminal): ChangeOptions {
  return { dryRun, fieldManager, signal };
}

/**
 * Changes one node after the other, and prints what has become of each. A node that fails is told of, and the others go
 * on. @throws Failure when one has failed.
 */
export async function changeNodes(
  client: ApiClient,
  names: readonly string[],
  { flags, terminal }: { readonly flags: ChangeFlags; readonly terminal: Terminal },
  change: (name: string) => Promise<{ readonly node: NodeObject; readonly result: string }>,
): Promise<void> {
  const nodes: NodeObject[] = [];
  let hasFailed = false;
  for (const name of await chosenNames(client, names, flags)) {
    try {
      const { node, result } = await change(name);
      nodes.push(node);
      if (flags.output === undefined) terminal.print(`node/${name} ${result}${suffixes[flags.dryRun]}\n`);
      if (flags.output === 'name') terminal.print(`node/${name}\n`);
    } catch (error) {
      if (terminal.signal.aborted || !(error instanceof Error)) throw error;
      if (!(error instanceof Failure)) terminal.complain(`${describeError(error)}\n`);
      hasFailed = true;
    }
  }
  if (flags.output === 'json') terminal.print(`${JSON.stringify(listOf(nodes), undefined, 4)}\n`);
  if (flags.output === 'yaml') terminal.print(stringify(listOf(nodes)));
  if (hasFailed) throw new Failure();
}

const suffixes = { none: '', client: ' (dry run)', server: ' (server dry run)' } as const;

/** One object by itself, several as a List, as kubectl prints them: without managedFields. */
function listOf(nodes: readonly NodeObject[]): object {
  const items = nodes.map((node) => ({ ...node, metadata: { ...node.metadata, managedFields: undefined } }));
  return items[0] !== undefined && items.length === 1 ? items[0] : { apiVersion: 'v1', kind: 'List', items };
}
