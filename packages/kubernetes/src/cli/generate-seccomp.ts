import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { seccompProfile } from '../generate/seccomp.ts';
import { type Architecture, renderSeccompProfile } from '../generate/seccomp-profile.ts';
import { addValue } from './argument.ts';
import { Failure } from './failure.ts';
import type { Terminal } from './terminal.ts';

interface SeccompFlags {
  readonly base?: string;
  readonly arch?: Architecture;
  readonly capability?: readonly string[];
}

/** Adds `generate seccomp`. */
export function addSeccompGenerator(generate: Command, terminal: Terminal): void {
  const command = generate
    .command('seccomp')
    .description("a profile of seccomp that denies the kernel's SCTP, but not raw sockets, as JSON for a node's file")
    .option('--base <file>', "profile to start from, as the container runtime's; without, all else is allowed")
    .addOption(new Option('--arch <name>', 'processor of the nodes (default: both)').choices(['amd64', 'arm64']))
    .option('--capability <name>', 'of the container, for the base; repeatable (default: NET_RAW)', addValue);
  command.action(({ base, arch, capability: capabilities }: SeccompFlags) => {
    const architectures = arch === undefined ? undefined : [arch];
    const parsed = base === undefined ? undefined : readJson(base, terminal);
    try {
      terminal.print(renderSeccompProfile(seccompProfile({ architectures, base: parsed, capabilities })));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      terminal.complain(`error: ${base}: ${error.message}\n`);
      throw new Failure();
    }
  });
}

/** @throws Failure, said aloud, for a file that is not there or not JSON. */
function readJson(file: string, { complain }: Terminal): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    complain(`error: ${file} cannot be read: ${error instanceof Error ? error.message : error}\n`);
    throw new Failure();
  }
}
