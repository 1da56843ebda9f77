import type { Command } from 'commander';
import { agentManifests } from '../generate/agent.ts';
import { parseDuration } from './argument.ts';
import { addOutputOption, type OutputFlags, printManifests } from './generate-options.ts';
import { addKeyOptions, type KeyFlags } from './key-options.ts';
import type { Terminal } from './terminal.ts';

interface AgentGeneratorFlags extends OutputFlags, KeyFlags {
  readonly image: string;
  readonly namespace?: string;
  readonly existingNamespace?: true;
  readonly port?: number;
  /** In ms. */
  readonly heartbeat?: number;
  readonly taintWhenLoaded?: true;
  readonly priorityClass?: string;
  readonly ownNodeOnly?: true;
}

/** Adds `generate agent`. */
export function addAgentGenerator(generate: Command, terminal: Terminal): void {
  const command = generate
    .command('agent')
    .description('a DaemonSet of agents without privilege, with the account and the roles that they need')
    .argument('[name]', 'name of the objects (default: usctp-agent)')
    .requiredOption('--image <image>', 'image whose program is usctp-k8s')
    .option('-n, --namespace <name>', 'namespace of the pods (default: usctp-system)')
    .option('--existing-namespace', 'the namespace is there: leave it out')
    .option('--port <port>', 'of /metrics and the probes (default: 9610)', Number)
    .option('--heartbeat <time>', 'longest time between reports, up to 2m (default: 1m)', parseDuration)
    .option('--taint-when-loaded', 'taint nodes that are for userspace SCTP while their kernel has SCTP')
    .option('--priority-class <name>', 'as system-node-critical')
    .option('--own-node-only', 'have admission keep each agent to its own node; Kubernetes 1.30');
  addKeyOptions(addOutputOption(command)).action((name: string | undefined, flags: AgentGeneratorFlags) => {
    const { image, namespace, existingNamespace, port, heartbeat, taintWhenLoaded, priorityClass, ownNodeOnly } = flags;
    const options = {
      ...{ name, namespace, image, port, priorityClass },
      makesNamespace: !existingNamespace,
      heartbeatSeconds: heartbeat === undefined ? undefined : heartbeat / 1000,
      taintsWhenLoaded: taintWhenLoaded,
      isLimitedToOwnNode: ownNodeOnly,
    };
    printManifests(command, flags, terminal, (keys) => agentManifests({ ...options, keys }));
  });
}
