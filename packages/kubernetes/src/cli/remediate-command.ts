import { type Command, Option } from 'commander';
import type { ApiClient } from '../client/api-client.ts';
import type { Keys } from '../keys.ts';
import { type Remediation, type RemediationProgress, remediate } from '../nodes/remediate.ts';
import { parseLimit } from './argument.ts';
import { addAuthorOption, systemUser } from './author.ts';
import { addChangeOptions, type ChangeFlags, changeNodes, changeOptionsOf } from './change-nodes.ts';
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts';
import { type DrainFlags, describeDrain, drainOptionsOf } from './drain-flags.ts';
import { keysOf } from './key-options.ts';
import type { Terminal } from './terminal.ts';

interface RemediateFlags extends ConnectionFlags, ChangeFlags, DrainFlags {
  readonly author?: string;
}

/** Adds the command `remediate`. */
export function addRemediateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('remediate')
    .description(
      "free a node of its kernel's SCTP: cordon and drain it, ask for a reboot, wait until somebody has rebooted it and it is free, uncordon it; called again, it goes on",
    )
    .argument('<node>', 'name of the node; node/NAME will do')
    .option('--force', 'evict pods that no controller makes anew, too')
    .option('--delete-emptydir-data', 'evict pods whose local data goes with them, too')
    .addOption(
      new Option('--timeout <time>', 'longest time for all of it; 0 for no limit')
        .argParser(parseLimit)
        .default(1_800_000, '30m'),
    );
  addConnectionOptions(addChangeOptions(addAuthorOption(command)));
  command.action(async (node: string, flags: RemediateFlags) => {
    const keys = keysOf(command, flags, terminal);
    await withClient(flags, terminal, (client) =>
      changeNodes(client, [node], { flags, terminal }, (name) => remediateOne(client, name, { flags, keys, terminal })),
    );
  });
}

async function remediateOne(
  client: ApiClient,
  node: string,
  { flags, keys, terminal }: { readonly flags: RemediateFlags; readonly keys: Keys; readonly terminal: Terminal },
): Promise<Remediation> {
  const { author = systemUser() } = flags;
  const options = drainOptionsOf(flags, terminal, (progress: RemediationProgress) => describeStep(progress, keys));
  const remediation = await remediate(client, node, {
    ...changeOptionsOf(flags, terminal),
    ...options,
    author,
    keys,
  });
  if (remediation.kernelSctp === 'absent') terminal.complain(notKeptOut);
  return remediation;
}

const notKeptOut = 'Warning: nothing keeps the module from being loaded again: usctp-k8s node block\n';

function describeStep(progress: RemediationProgress, keys: Keys): string {
  const node = `node/${progress.node}`;
  switch (progress.type) {
    case 'REBOOT-REQUESTED':
      return `${node} waits for a reboot, as its annotation ${keys.rebootRequested} says`;
    case 'REBOOTED':
      return `${node} has rebooted`;
    case 'READY':
      return `${node} is ready`;
    case 'LOOKED-AT':
      return progress.kernelSctp === undefined
        ? `${node} has no agent: nobody has looked whether its kernel has SCTP`
        : `${node} kernel-sctp: ${progress.kernelSctp}`;
    default:
      return describeDrain(progress);
  }
}
