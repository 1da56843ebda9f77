import { Command, CommanderError } from 'commander';
import { readVersion } from '../version.ts';
import { addAgentCommand } from './agent-command.ts';
import { addAuditCommand } from './audit-command.ts';
import { addDedicateCommand } from './dedicate-command.ts';
import { addExplainCommand } from './explain-command.ts';
import { describeError, Failure } from './failure.ts';
import { addGenerateCommand } from './generate-command.ts';
import { addLintCommand } from './lint-command.ts';
import { addNodeCommand } from './node-command.ts';
import { addReleaseCommand } from './release-command.ts';
import { addRemediateCommand } from './remediate-command.ts';
import { addStatusCommand } from './status-command.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command line; resolves with the exit code: 0 done, 1 failed, wholly or in part, 2 usage. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command(terminal.name)
    .description("keep Kubernetes nodes for userspace SCTP, and the kernel's SCTP off them")
    .version(readVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .configureOutput({ writeOut: terminal.print, writeErr: terminal.complain });
  for (const add of [
    addDedicateCommand,
    addReleaseCommand,
    addStatusCommand,
    addRemediateCommand,
    addGenerateCommand,
    addLintCommand,
    addAuditCommand,
    addExplainCommand,
    addNodeCommand,
    addAgentCommand,
  ])
    add(program, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof Failure) return error.exitCode;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (terminal.signal.aborted) return 1;
    if (!(error instanceof Error)) throw error;
    terminal.complain(`${describeError(error)}\n`);
    return 1;
  }
}
