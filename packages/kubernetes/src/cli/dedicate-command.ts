import { type Command, Option } from 'commander';
import type { ApiClient } from '../client/api-client.ts';
import type { Keys, SctpStack } from '../keys.ts';
import { type ConflictingPod, conflictingPods } from '../nodes/conflicting-pods.ts';
import { type DedicateOptions, type Dedication, dedicate, taintOf } from '../nodes/dedicate.ts';
import { dedicateDrained } from '../nodes/dedicate-drained.ts';
import { waitForAgent } from '../nodes/wait-for-agent.ts';
import type { TaintEffect } from '../objects.ts';
import { parseLimit } from './argument.ts';
import { addAuthorOption, systemUser } from './author.ts';
import { addChangeOptions, type ChangeFlags, changeNodes, changeOptionsOf } from './change-nodes.ts';
import { addConnectionOptions, type ConnectionFlags, withClient } from './connection-options.ts';
import { type DrainFlags, describeDrain, drainOptionsOf } from './drain-flags.ts';
import { Failure } from './failure.ts';
import { keysOf } from './key-options.ts';
import { addNamespaceOptions, type NamespaceFlags } from './namespace-options.ts';
import { addNodeSelection, checkNodeSelection } from './node-selection.ts';
import type { Terminal } from './terminal.ts';

interface DedicateFlags extends ConnectionFlags, ChangeFlags, DrainFlags, NamespaceFlags {
  readonly stack: SctpStack;
  readonly effect: TaintEffect;
  readonly overwrite?: boolean;
  readonly drain?: true;
  readonly author?: string;
  readonly wait?: true;
}

/** Adds the command `dedicate`. */
export function addDedicateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('dedicate')
    .description('label and taint nodes as being for one SCTP stack, and tell which pods conflict with that');
  addNamespaceOptions(addNodeSelection(command), 'without --drain, conflicting pods')
    .addOption(new Option('--stack <stack>', 'for which').choices(['userspace', 'kernel']).default('userspace'))
    .addOption(
      new Option('--effect <effect>', 'of the taint; NoExecute ends pods at once, whatever their disruption budgets')
        .choices(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
        .default('NoSchedule'),
    )
    .option('--overwrite', 'change nodes that are dedicated otherwise')
    .addOption(
      new Option(
        '--drain',
        'cordon first, evict the pods that conflict as their disruption budgets allow, uncordon last',
      ).conflicts('namespace'),
    )
    .option('--force', 'with --drain: evict pods that no controller makes anew, too')
    .option('--delete-emptydir-data', 'with --drain: evict pods whose local data goes with them, too')
    .option('--wait', "wait for an agent to tell that the node's kernel is free of SCTP")
    .addOption(
      new Option('--timeout <time>', 'longest time for --drain and for --wait, for each node; 0 for no limit')
        .argParser(parseLimit)
        .default(600_000, '10m'),
    );
  addConnectionOptions(addChangeOptions(addAuthorOption(command)));
  command.action(async (names: string[], flags: DedicateFlags) => {
    checkNodeSelection(command, names, flags);
    const keys = keysOf(command, flags, terminal);
    await withClient(flags, terminal, (client) =>
      changeNodes(client, names, { flags, terminal }, (name) => dedicateOne(client, name, { flags, keys, terminal })),
    );
  });
}

interface Setting {
  readonly flags: DedicateFlags;
  readonly keys: Keys;
  readonly terminal: Terminal;
}

async function dedicateOne(client: ApiClient, name: string, setting: Setting): Promise<Dedication> {
  const { flags, keys, terminal } = setting;
  const { stack, effect, overwrite = false, author = systemUser() } = flags;
  const options: DedicateOptions = { ...changeOptionsOf(flags, terminal), stack, effect, overwrite, author, keys };
  const dedication = flags.drain
    ? await dedicateDrained(client, name, { ...options, ...drainOptionsOf(flags, terminal, describeDrain) })
    : await dedicate(client, name, options);
  if (!flags.drain) {
    const selection = { namespace: flags.namespace, signal: terminal.signal };
    warn(await conflictingPods(client, name, taintOf(options), selection), name, terminal);
  }
  if (flags.wait && flags.dryRun === 'none') await waitUntilClean(client, name, setting);
  return dedication;
}

function warn(pods: readonly ConflictingPod[], node: string, { complain }: Terminal): void {
  if (pods.length === 0) return;
  const count = pods.length === 1 ? '1 pod does' : `${pods.length} pods do`;
  complain(`Warning: ${count} not tolerate the taint of node/${node}:\n`);
  for (const { namespace, name, controller, departure } of pods) {
    complain(`  ${namespace}/${name}, ${controller ?? 'of no controller'}${remarks[departure]}\n`);
  }
}

const remarks = {
  EVICTABLE: '',
  'DAEMON-SET': ': stays until it is deleted',
  STATIC: ': static, it ignores taints',
} as const;

async function waitUntilClean(client: ApiClient, name: string, { flags, keys, terminal }: Setting): Promise<void> {
  const word = await waitForAgent(client, name, { timeout: flags.timeout, keys });
  if (word === 'absent' || word === 'blocked') return;
  terminal.complain(`error: node ${name} is dedicated, but its kernel has SCTP: ${word}\n`);
  throw new Failure();
}
