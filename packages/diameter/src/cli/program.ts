import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { describeError } from './failure.ts';
import { addManifestCommand } from './manifest-command.ts';
import { addRequestCommand } from './request-command.ts';
import { addServeCommand } from './serve-command.ts';
import { Failure, type Terminal } from './terminal.ts';

/** Runs the command line; resolves with the exit code: 0 done, 1 failed, 2 usage. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command('usctp-diameter')
    .description('Diameter over SCTP in userspace')
    .version(readVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .configureOutput({ writeOut: terminal.print, writeErr: terminal.complain });
  for (const add of [addServeCommand, addRequestCommand, addManifestCommand]) add(program, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof Failure) return error.exitCode;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!terminal.signal.aborted) terminal.complain(`${describeError(error)}\n`);
    return 1;
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version; // our own package.json, which has one
}
