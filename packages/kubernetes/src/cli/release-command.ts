import type { Command } from 'commander';
import { release } from '../nodes/dedicate.ts';
import { addChangeOptions, type ChangeFlags, changeNodes, changeOptionsOf } from './change-nodes.ts';
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts';
import { keysOf } from './key-options.ts';
import { addNodeSelection, checkNodeSelection } from './node-selection.ts';
import type { Terminal } from './terminal.ts';

/** Adds the command `release`. */
export function addReleaseCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('release')
    .description('take the label, the taint and the annotation of dedicate away');
  addNodeSelection(command);
  addConnectionOptions(addChangeOptions(command));
  command.action(async (names: string[], flags: ConnectionFlags & ChangeFlags) => {
    checkNodeSelection(command, names, flags);
    const options = { ...changeOptionsOf(flags, terminal), keys: keysOf(command, flags, terminal) };
    await withClient(flags, terminal, (client) =>
      changeNodes(client, names, { flags, terminal }, (name) => release(client, name, options)),
    );
  });
}
