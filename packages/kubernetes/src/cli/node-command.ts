import type { Command } from 'commander';
import { addNodeBlockCommand } from './node-block-command.ts';
import { addNodeCheckCommand } from './node-check-command.ts';
import type { Terminal } from './terminal.ts';

/** Adds the command `node`, which is about the host that it runs on. */
export function addNodeCommand(program: Command, terminal: Terminal): void {
  const node = program.command('node').description("keep the kernel's SCTP off the host that this runs on");
  for (const add of [addNodeCheckCommand, addNodeBlockCommand]) add(node, terminal);
}
