import { type Command, Option } from 'commander';
import { noSelectorManifests } from '../generate/endpoints.ts';
import {
  externalIpsServiceManifest,
  headlessServiceManifest,
  nodePortServiceManifest,
  type ServiceOptions,
  serviceManifest,
} from '../generate/services.ts';
import { addValue } from './argument.ts';
import {
  type ApplicationFlags,
  addApplicationOptions,
  applicationOptionsOf,
  printManifests,
} from './generate-options.ts';
import type { Terminal } from './terminal.ts';

interface ServiceFlags extends ApplicationFlags {
  readonly cni?: 'cilium';
  readonly dualStack?: true;
}

/** Adds `generate service`, `headless`, `no-selector`, `nodeport` and `external-ips`. */
export function addServiceGenerators(generate: Command, terminal: Terminal): void {
  addService(generate, 'service', 'a Service with a virtual IP').action((name, flags: ServiceFlags, command) =>
    printManifests(command, flags, terminal, (keys) => serviceManifest({ ...serviceOptionsOf(name, flags), keys })),
  );
  addService(generate, 'headless', 'a Service whose pods peers find by DNS, and their port by SRV').action(
    (name, flags: ServiceFlags, command) =>
      printManifests(command, flags, terminal, (keys) =>
        headlessServiceManifest({ ...serviceOptionsOf(name, flags), keys }),
      ),
  );
  addNoSelector(generate, terminal);
  addNodePort(generate, terminal);
  addExternalIps(generate, terminal);
}

function addNoSelector(generate: Command, terminal: Terminal): void {
  interface Flags extends ServiceFlags {
    readonly address: readonly string[];
    readonly endpoints: 'EndpointSlice' | 'Endpoints';
  }
  addService(generate, 'no-selector', 'a Service for SCTP servers elsewhere, and its endpoints')
    .requiredOption('--address <ip>', 'address of a server; repeatable', addValue)
    .addOption(
      new Option('--endpoints <kind>', 'kind of the endpoints; Endpoints is for Kubernetes 1.20')
        .choices(['EndpointSlice', 'Endpoints'])
        .default('EndpointSlice'),
    )
    .action((name, flags: Flags, command) => {
      const { address: addresses, endpoints } = flags;
      printManifests(command, flags, terminal, (keys) =>
        noSelectorManifests({ ...serviceOptionsOf(name, flags), addresses, endpoints, keys }),
      );
    });
}

function addNodePort(generate: Command, terminal: Terminal): void {
  interface Flags extends ServiceFlags {
    readonly nodePort?: number;
    readonly nodePortRange?: readonly [number, number];
    readonly trafficPolicy: 'Cluster' | 'Local';
  }
  addService(generate, 'nodeport', 'a Service that each node answers for on a port')
    .option('--node-port <port>', 'that port (default: the cluster chooses)', Number)
    .option('--node-port-range <first-last>', 'what the cluster has for it (default: 30000-32767)', parseRange)
    .addOption(
      new Option('--traffic-policy <policy>', 'Local: only nodes that have a pod answer, and peers keep their address')
        .choices(['Cluster', 'Local'])
        .default('Cluster'),
    )
    .action((name, flags: Flags, command) => {
      const { nodePort, nodePortRange, trafficPolicy } = flags;
      const options = { nodePort, nodePortRange, trafficPolicy };
      printManifests(command, flags, terminal, (keys) =>
        nodePortServiceManifest({ ...serviceOptionsOf(name, flags), ...options, keys }),
      );
    });
}

function addExternalIps(generate: Command, terminal: Terminal): void {
  interface Flags extends ServiceFlags {
    readonly externalIp: readonly string[];
  }
  addService(generate, 'external-ips', 'a Service that nodes take traffic to other addresses for')
    .requiredOption('--external-ip <ip>', 'address that is routed to nodes; repeatable', addValue)
    .action((name, flags: Flags, command) =>
      printManifests(command, flags, terminal, (keys) =>
        externalIpsServiceManifest({ ...serviceOptionsOf(name, flags), externalIps: flags.externalIp, keys }),
      ),
    );
}

function addService(generate: Command, name: string, description: string): Command {
  return addApplicationOptions(generate.command(name).description(description))
    .addOption(new Option('--cni <name>', 'refuse what this network plugin cannot do').choices(['cilium']))
    .option('--dual-stack', 'addresses of both families, where the cluster has both');
}

function serviceOptionsOf(name: string, flags: ServiceFlags): ServiceOptions {
  const { cni, dualStack: isDualStack } = flags;
  return { ...applicationOptionsOf(name, flags), cni, isDualStack };
}

function parseRange(text: string): readonly [number, number] {
  const [first = '', last = ''] = text.split('-');
  return [Number(first), Number(last)];
}
