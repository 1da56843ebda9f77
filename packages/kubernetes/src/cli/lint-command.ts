import { type Command, Option } from 'commander';
import { KubernetesError } from '../errors.ts';
import { type Finding, lint } from '../lint/lint.ts';
import { haveFolders, readManifestFiles } from '../lint/manifest-files.ts';
import type { Manifests } from '../lint/read-manifests.ts';
import { addKeyOptions, type KeyFlags, keysOf } from './key-options.ts';
import { addReportOptions, countOf, type ReportFlags, report } from './lint-report.ts';
import type { Terminal } from './terminal.ts';

interface LintFlags extends ReportFlags, KeyFlags {
  readonly filename: readonly string[];
  readonly recursive?: true;
  readonly cni?: 'cilium';
  readonly namespace?: string;
}

/** Adds the command `lint`. */
export function addLintCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('lint')
    .description('tell what in manifests keeps SCTP from working, or endangers dedicated nodes')
    .requiredOption('-f, --filename <file...>', 'files or folders of manifests, YAML or JSON; - for stdin')
    .option('-R, --recursive', 'folders in folders, too')
    .option('-n, --namespace <name>', 'of objects that do not say theirs')
    .addOption(new Option('--cni <name>', 'network plugin of the cluster').choices(['cilium']));
  addKeyOptions(addReportOptions(command, ['text', 'json', 'sarif']));
  command.action(async (flags: LintFlags) => {
    const { cni, namespace } = flags;
    const options = { cni, namespace, keys: keysOf(command, flags, terminal) };
    const manifests = await readFiles(command, flags, terminal);
    const findings: Finding[] = lint(manifests, options);
    report(findings, { looked: countOf(manifests.objects.length, 'object'), flags, terminal });
  });
}

/** What the files have; it is wrong usage that one cannot be read, or that there is nothing to look at. */
async function readFiles(
  command: Command,
  { filename: files, recursive }: LintFlags,
  terminal: Terminal,
): Promise<Manifests> {
  try {
    const input = files.includes('-') ? await terminal.readInput() : undefined;
    const manifests = readManifestFiles(files, { isRecursive: recursive === true, input });
    if (manifests.objects.length + manifests.unreadable.length > 0) return manifests;
  } catch (error) {
    if (error instanceof KubernetesError) command.error(`error: ${error.message}`);
    throw error;
  }
  const hint = recursive || !haveFolders(files) ? '' : '; -R reads the folders in it, too';
  return command.error(`error: there is no object in ${files.join(', ')}${hint}`);
}
