import { type Command, Option } from 'commander';
import { deploymentManifest, hostPortManifest, type PodOptions, podManifest } from '../generate/workloads.ts';
import {
  type ApplicationFlags,
  addApplicationOptions,
  applicationOptionsOf,
  printManifests,
} from './generate-options.ts';
import type { Terminal } from './terminal.ts';

interface PodFlags extends ApplicationFlags {
  readonly image: string;
  readonly probe: 'usctp' | 'none';
  readonly probeAddress?: string;
  readonly runAsUser?: number;
  readonly seccomp?: string;
  readonly preStop: number;
  readonly gracePeriod: number;
}

interface DeploymentFlags extends PodFlags {
  readonly replicas: number;
}

interface HostPortFlags extends DeploymentFlags {
  readonly hostPort?: number;
}

/** Adds `generate pod`, `deployment` and `hostport`. */
export function addWorkloadGenerators(generate: Command, terminal: Terminal): void {
  addPod(generate, 'pod', 'a pod on a dedicated node').action(
    (name, program: string[], flags: PodFlags, command: Command) =>
      printManifests(command, flags, terminal, (keys) => podManifest({ ...podOptionsOf(name, program, flags), keys })),
  );
  addReplicas(addPod(generate, 'deployment', 'a Deployment of such pods')).action(
    (name, program: string[], flags: DeploymentFlags, command: Command) =>
      printManifests(command, flags, terminal, (keys) =>
        deploymentManifest({ ...podOptionsOf(name, program, flags), replicas: flags.replicas, keys }),
      ),
  );
  addReplicas(addPod(generate, 'hostport', 'a Deployment whose pods have a port of their node'))
    .option('--host-port <port>', "port of the node (default: the pod's)", Number)
    .action((name, program: string[], flags: HostPortFlags, command: Command) => {
      const { replicas, hostPort } = flags;
      printManifests(command, flags, terminal, (keys) =>
        hostPortManifest({ ...podOptionsOf(name, program, flags), replicas, hostPort, keys }),
      );
    });
}

function addPod(generate: Command, name: string, description: string): Command {
  return addApplicationOptions(generate.command(name).description(description))
    .argument('[command...]', "program and its arguments, after -- (default: the image's)")
    .requiredOption('--image <image>', 'image of the container')
    .addOption(
      new Option('--probe <kind>', 'ready when usctp probe, which has to be in the image, gets an answer')
        .choices(['usctp', 'none'])
        .default('usctp'),
    )
    .option('--probe-address <ip>', 'address that the probe asks (default: 127.0.0.1)')
    .option('--run-as-user <uid>', 'a user but root; its node has the file capability cap_net_raw+ep', Number)
    .option('--seccomp <file>', "profile below the kubelet's folder for them (default: the runtime's)")
    .option('--pre-stop <seconds>', 'pause before SIGTERM, by sleep of the image; 0 for none', Number, 5)
    .option('--grace-period <seconds>', "from the end's beginning until SIGKILL", Number, 30);
}

function addReplicas(command: Command): Command {
  return command.option('--replicas <count>', 'pods', Number, 1);
}

function podOptionsOf(name: string, program: readonly string[], flags: PodFlags): PodOptions {
  const { image, probe, probeAddress, runAsUser, seccomp, preStop, gracePeriod } = flags;
  return {
    ...applicationOptionsOf(name, flags),
    ...{ image, command: program, probe, probeAddress, runAsUser },
    ...{ localhostProfile: seccomp, preStopSeconds: preStop, gracePeriodSeconds: gracePeriod },
  };
}
