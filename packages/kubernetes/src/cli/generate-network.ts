import type { Command } from 'commander';
import { namespaceManifest } from '../generate/namespace.ts';
import { networkPolicyManifest } from '../generate/network-policy.ts';
import { addValue } from './argument.ts';
import {
  type ApplicationFlags,
  addApplicationOptions,
  addEncapsulationOption,
  addOutputOption,
  applicationOptionsOf,
  parseLabels,
  printManifests,
} from './generate-options.ts';
import type { Terminal } from './terminal.ts';

interface NetworkPolicyFlags extends ApplicationFlags {
  readonly fromCidr: readonly string[];
  readonly fromNamespace: readonly string[];
  readonly fromPods: readonly Readonly<Record<string, string>>[];
  readonly probePort?: number;
  readonly nodeCidr: readonly string[];
}

/** Adds `generate networkpolicy` and `generate namespace`. */
export function addNetworkGenerators(generate: Command, terminal: Terminal): void {
  addApplicationOptions(
    generate.command('networkpolicy').description('a NetworkPolicy that lets in SCTP for the pods, and nothing else'),
  )
    .option('--from-cidr <network>', 'who may speak to them, as 10.0.0.0/8; repeatable (default: all)', addValue, [])
    .option('--from-namespace <name>', 'the pods of a namespace; repeatable', addValue, [])
    .option('--from-pods <labels>', 'pods of the same namespace, as a=b,c=d; repeatable', addLabels, [])
    .option('--probe-port <port>', 'TCP port that kubelets ask; usctp probe needs none', Number)
    .option('--node-cidr <network>', 'network of the nodes, with --probe-port; repeatable', addValue, [])
    .action((name, flags: NetworkPolicyFlags, command) => {
      const { probePort, nodeCidr: nodeNetworks } = flags;
      const from = [
        ...flags.fromCidr.map((cidr) => ({ cidr })),
        ...flags.fromNamespace.map((namespace) => ({ namespace })),
        ...flags.fromPods.map((labels) => ({ labels })),
      ];
      printManifests(command, flags, terminal, (keys) =>
        networkPolicyManifest({ ...applicationOptionsOf(name, flags), from, probePort, nodeNetworks, keys }),
      );
    });
  const namespace = generate
    .command('namespace')
    .description('a namespace whose level of Pod Security lets pods speak SCTP')
    .argument('<name>', 'of the namespace');
  addOutputOption(addEncapsulationOption(namespace)).action(
    (name, flags: Pick<ApplicationFlags, 'encapsulation' | 'output'>, command) =>
      printManifests(command, flags, terminal, () => namespaceManifest({ name, ...flags })),
  );
}

function addLabels(
  text: string,
  previous: readonly Readonly<Record<string, string>>[],
): Readonly<Record<string, string>>[] {
  return [...previous, parseLabels(text)];
}
