import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addConnectCommand } from './connect-command.ts';
import { addDoctorCommand } from './doctor/doctor-command.ts';
import { addListenCommand } from './listen-command.ts';
import { addPerfCommand } from './perf/perf-command.ts';
import { addProbeCommand } from './probe/probe-command.ts';
import { Failure } from './session.ts';

/** Runs the command line; resolves with the exit code: 0 done, 1 failed, 2 usage. */
export async function run(args: readonly string[]): Promise<number> {
  const program = new Command('usctp')
    .description("SCTP from the command line, without the kernel's SCTP")
    .version(readVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(--help tells more)');
  addListenCommand(program);
  addConnectCommand(program);
  addPerfCommand(program);
  addProbeCommand(program);
  addDoctorCommand(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof Failure) return 1;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  // `as`: our own package.json, which has a version.
  return (JSON.parse(text) as { readonly version: string }).version;
}
