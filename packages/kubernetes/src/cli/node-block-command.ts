import { type Command, Option } from 'commander';
import { type BlockFormat, blockConfiguration, blockFormats } from '../host/block-formats.ts';
import { type Blocking, blockNode, unblockNode } from '../host/block-node.ts';
import { hostFilesAt } from '../host/host-files.ts';
import { Failure } from './failure.ts';
import { checkHostRoot, hostRootOption } from './node-check-command.ts';
import type { Terminal } from './terminal.ts';

interface BlockFlags {
  readonly hostRoot: string;
  readonly undo?: true;
  readonly dryRun?: true;
  readonly format?: BlockFormat;
  readonly role: string;
}

/** Adds `node block`. */
export function addNodeBlockCommand(node: Command, terminal: Terminal): void {
  const command = node
    .command('block')
    .description("keep the kernel's SCTP module from being loaded on this host")
    .addOption(hostRootOption())
    .addOption(new Option('--undo', 'take away what it wrote').conflicts('format'))
    .option('--dry-run', 'write nothing, say what would be')
    .addOption(new Option('--format <system>', 'print it for that system instead').choices(blockFormats))
    .option('--role <name>', 'pool of nodes, with --format machineconfig', 'worker');
  command.action(({ hostRoot, undo, dryRun, format, role }: BlockFlags) => {
    if (format !== undefined) {
      terminal.print(blockConfiguration(format, { role }));
      return;
    }
    checkHostRoot(command, hostRoot);
    const host = hostFilesAt(hostRoot);
    const isDryRun = dryRun === true;
    report(undo ? unblockNode(host, { isDryRun }) : blockNode(host, { isDryRun }), isDryRun, terminal);
  });
}

/** @throws Failure when the module is not kept out. */
function report({ path, result, failures, warnings }: Blocking, isDryRun: boolean, terminal: Terminal): void {
  terminal.print(`${path} ${result}${isDryRun ? ' (dry run)' : ''}\n`);
  for (const warning of warnings) terminal.complain(`warning: ${warning}\n`);
  for (const failure of failures) terminal.complain(`error: ${failure}\n`);
  if (failures.length > 0) throw new Failure();
}
