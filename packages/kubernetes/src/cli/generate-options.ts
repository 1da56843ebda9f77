import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ApplicationOptions, SctpPort } from '../generate/application.ts';
import type { Manifest } from '../generate/manifest.ts';
import { renderManifests } from '../generate/render.ts';
import type { Keys } from '../keys.ts';
import { addKeyOptions, type KeyFlags, keysOf } from './key-options.ts';
import type { Terminal } from './terminal.ts';

/** Options of every command that prints manifests. */
export interface OutputFlags {
  readonly output: 'yaml' | 'json';
}

/** Adds the options of {@link OutputFlags}. */
export function addOutputOption(command: Command): Command {
  return command.addOption(new Option('-o, --output <format>', 'how').choices(['yaml', 'json']).default('yaml'));
}

/** Options that say which application manifests are for. */
export interface ApplicationFlags extends OutputFlags, KeyFlags {
  readonly port: readonly SctpPort[];
  readonly namespace?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly encapsulation: 'none' | 'udp';
  readonly udpPort: number;
}

/** Adds the argument NAME and the options of {@link ApplicationFlags}. */
export function addApplicationOptions(command: Command): Command {
  command
    .argument('<name>', 'name of the objects')
    .requiredOption('--port <port>', 'PORT, PORT:TARGET or NAME=PORT:TARGET; repeatable', addPort)
    .option('-n, --namespace <name>', "namespace (default: that of kubectl's context)")
    .option('-l, --selector <labels>', 'labels of the pods, as a=b,c=d (default: app=NAME)', parseLabels)
    .option('--udp-port <port>', 'UDP port of the encapsulation', Number, 9899);
  return addKeyOptions(addOutputOption(addEncapsulationOption(command)));
}

/** Adds the option that says whether SCTP is in UDP. */
export function addEncapsulationOption(command: Command): Command {
  return command.addOption(
    new Option('--encapsulation <kind>', 'SCTP by itself, or in UDP').choices(['none', 'udp']).default('none'),
  );
}

/** What {@link ApplicationFlags} say to the library. */
export function applicationOptionsOf(name: string, flags: ApplicationFlags): ApplicationOptions {
  const { port: ports, namespace, selector, encapsulation, udpPort } = flags;
  return { name, namespace, ports, labels: selector, encapsulation, udpPort };
}

/** Prints the manifests that `make` gives with the keys that were chosen; a value that it does not take is a usage error. */
export function printManifests(
  command: Command,
  flags: OutputFlags & KeyFlags,
  terminal: Terminal,
  make: (keys: Keys) => Manifest | readonly Manifest[],
): void {
  const keys = keysOf(command, flags, terminal);
  try {
    terminal.print(renderManifests([make(keys)].flat(), flags.output));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) command.error(`error: ${error.message}`);
    throw error;
  }
}

/** Labels as `a=b,c=d`. @throws InvalidArgumentError */
export function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [key = '', value, ...rest] = pair.split('=');
      if (value === undefined || rest.length > 0) throw new InvalidArgumentError('It takes labels as a=b,c=d.');
      return [key, value];
    }),
  );
}

function addPort(text: string, previous: readonly SctpPort[] = []): SctpPort[] {
  const [, name, port, targetPort] = /^(?:([^=:]*)=)?(\d+)(?::(\d+))?$/.exec(text) ?? [];
  if (port === undefined) throw new InvalidArgumentError('It takes PORT, PORT:TARGET or NAME=PORT:TARGET.');
  return [
    ...previous,
    {
      ...(name !== undefined && { name }),
      port: Number(port),
      ...(targetPort !== undefined && { targetPort: Number(targetPort) }),
    },
  ];
}
