import { type Command, Option } from 'commander';
import { type AuditOptions, audit } from '../lint/audit.ts';
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts';
import { Failure } from './failure.ts';
import { keysOf } from './key-options.ts';
import { addReportOptions, countOf, type ReportFlags, report } from './lint-report.ts';
import { addNamespaceOptions, type NamespaceFlags } from './namespace-options.ts';
import type { Terminal } from './terminal.ts';

interface AuditFlags extends ConnectionFlags, ReportFlags, NamespaceFlags {
  readonly cni?: AuditOptions['cni'];
}

/** Adds the command `audit`. */
export function addAuditCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('audit')
    .description('look at a cluster by the rules of lint, and at its dedicated nodes')
    .addOption(new Option('--cni <name>', 'network plugin of the cluster (default: as is seen)').choices(['cilium']));
  addNamespaceOptions(command, 'besides nodes, objects');
  addConnectionOptions(addReportOptions(command, ['text', 'json']));
  command.action(async (flags: AuditFlags) => {
    const { namespace, cni } = flags;
    const options: AuditOptions = { namespace, cni, keys: keysOf(command, flags, terminal), signal: terminal.signal };
    await withClient(flags, terminal, async (client) => {
      const { findings, count, leftOut } = await audit(client, options);
      for (const sentence of leftOut) terminal.complain(`Warning: ${sentence}\n`);
      report(findings, { looked: countOf(count, 'object'), leftOut, flags, terminal });
      // Nothing was found, perhaps for this only.
      if (leftOut.length > 0) throw new Failure();
    });
  });
}
