import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { checkNode, type NodeCheck } from '../host/check-node.ts';
import { hasHost, hostFilesAt } from '../host/host-files.ts';
import { Failure } from './failure.ts';
import type { Terminal } from './terminal.ts';

interface CheckFlags {
  readonly hostRoot: string;
  readonly output?: 'json' | 'yaml';
}

/** Exit codes as plugins of the node problem detector have them. */
const exitCodes = { good: 0, problem: 1, unknown: 2 } as const;

/** The option of all commands that look at the host. */
export function hostRootOption(): Option {
  return new Option('--host-root <folder>', 'where the root of the host is mounted').default('/');
}

/** Ends with a usage error where no host is. */
export function checkHostRoot(command: Command, hostRoot: string): void {
  if (!hasHost(hostRoot))
    command.error(`error: ${hostRoot} is no root of a host: it has no proc, sys, etc, lib or usr`);
}

/** Adds `node check`. */
export function addNodeCheckCommand(node: Command, terminal: Terminal): void {
  const command = node
    .command('check')
    .description("tell whether this host's kernel has SCTP or could get it; exit code 0 good, 1 problem, 2 unknown")
    .addOption(hostRootOption())
    .addOption(new Option('-o, --output <format>', 'how').choices(['json', 'yaml']));
  command.action(({ hostRoot, output }: CheckFlags) => {
    checkHostRoot(command, hostRoot);
    const check = checkNode(hostFilesAt(hostRoot));
    if (output === 'json') terminal.print(`${JSON.stringify(check, undefined, 4)}\n`);
    else if (output === 'yaml') terminal.print(stringify(check));
    else terminal.print(describeCheck(check));
    const exitCode = exitCodes[check.verdict];
    if (exitCode !== 0) throw new Failure(exitCode);
  });
}

/** A short first line, which is all that the node problem detector takes; then why, and what to do. */
function describeCheck({ verdict, summary, reasons, remedies }: NodeCheck): string {
  const lines = [
    `${verdict}: ${summary}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...remedies.map((remedy, index) => `  ${index === 0 ? 'remedy:' : 'then:  '} ${remedy}`),
  ];
  return `${lines.join('\n')}\n`;
}
