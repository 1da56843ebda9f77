import { type Command, Option } from 'commander';
import { admissionPolicyManifests, kyvernoPolicyManifest } from '../generate/admission-policy.ts';
import type { SctpStack } from '../keys.ts';
import type { TaintEffect } from '../objects.ts';
import { addValue } from './argument.ts';
import { addOutputOption, type OutputFlags, printManifests } from './generate-options.ts';
import { addKeyOptions, type KeyFlags } from './key-options.ts';
import type { Terminal } from './terminal.ts';

interface PolicyFlags extends OutputFlags, KeyFlags {
  readonly engine: 'kubernetes' | 'kyverno';
  readonly stack: SctpStack;
  readonly effect: TaintEffect;
  readonly action: 'deny' | 'warn' | 'audit';
  readonly exemptNamespace?: readonly string[];
}

/** Adds `generate policy`. */
export function addPolicyGenerator(generate: Command, terminal: Terminal): void {
  const command = generate
    .command('policy')
    .description('admission that keeps pods without the opt-in label off dedicated nodes')
    .argument('[name]', 'name of the objects (default: usctp-dedicated-nodes)')
    .addOption(
      new Option(
        '--engine <engine>',
        'ValidatingAdmissionPolicy of Kubernetes 1.30, or ClusterPolicy of Kyverno 1.12 to 1.19',
      )
        .choices(['kubernetes', 'kyverno'])
        .default('kubernetes'),
    )
    .addOption(
      new Option('--action <action>', 'what becomes of such pods').choices(['deny', 'warn', 'audit']).default('deny'),
    )
    .option(
      '--exempt-namespace <name>',
      'what it is not for, as the namespace of a network plugin; repeatable (default: kube-system)',
      addValue,
    )
    .addOption(
      new Option('--stack <stack>', 'what nodes are dedicated to')
        .choices(['userspace', 'kernel'])
        .default('userspace'),
    )
    .addOption(
      new Option('--effect <effect>', 'of their taint')
        .choices(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
        .default('NoSchedule'),
    );
  addKeyOptions(addOutputOption(command)).action((name: string | undefined, flags: PolicyFlags) => {
    const { engine, stack, effect, action, exemptNamespace: exemptNamespaces } = flags;
    printManifests(command, flags, terminal, (keys) => {
      const options = { name, stack, effect, action, exemptNamespaces, keys };
      return engine === 'kyverno' ? kyvernoPolicyManifest(options) : admissionPolicyManifests(options);
    });
  });
}
