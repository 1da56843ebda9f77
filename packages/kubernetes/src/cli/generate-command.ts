import type { Command } from 'commander';
import { addAgentGenerator } from './generate-agent.ts';
import { addNetworkGenerators } from './generate-network.ts';
import { addPolicyGenerator } from './generate-policy.ts';
import { addSeccompGenerator } from './generate-seccomp.ts';
import { addServiceGenerators } from './generate-services.ts';
import { addWorkloadGenerators } from './generate-workloads.ts';
import type { Terminal } from './terminal.ts';

/** Adds the command `generate`. */
export function addGenerateCommand(program: Command, terminal: Terminal): void {
  const generate = program.command('generate').description('print manifests, for kubectl apply -f -');
  for (const add of [
    addServiceGenerators,
    addWorkloadGenerators,
    addNetworkGenerators,
    addAgentGenerator,
    addPolicyGenerator,
    addSeccompGenerator,
  ])
    add(generate, terminal);
}
