import type { Command } from 'commander';
import type { ApiClient } from '../client/api-client.ts';
import { selectNodes } from '../nodes/status.ts';

/** How nodes are chosen on the command line. */
export interface NodeFlags {
  readonly selector?: string;
  readonly all?: true;
}

/** Adds the argument and the options by which nodes are chosen. */
export function addNodeSelection(command: Command): Command {
  return command
    .argument('[node...]', 'names of nodes; node/NAME will do')
    .option('-l, --selector <labels>', 'the nodes with these labels, as a=b,c!=d')
    .option('--all', 'all nodes');
}

/** Ends with a usage error unless nodes are chosen in exactly one way. */
export function checkNodeSelection(command: Command, names: readonly string[], { selector, all }: NodeFlags): void {
  const ways = [names.length > 0, selector !== undefined, all === true].filter(Boolean).length;
  if (ways !== 1) command.error('error: give names of nodes, or --selector, or --all');
}

/** Names of the nodes that were chosen. @throws ApiError, KubernetesError. */
export async function chosenNames(
  client: ApiClient,
  names: readonly string[],
  { selector }: NodeFlags,
): Promise<readonly string[]> {
  if (names.length > 0) return names.map(withoutKind);
  return (await selectNodes(client, { selector })).map(({ metadata }) => metadata.name);
}

/** `node/x` and `nodes/x` name the node x, as what `-o name` prints. */
export function withoutKind(name: string): string {
  return name.replace(/^nodes?\//, '');
}
