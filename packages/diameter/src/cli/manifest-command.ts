import { readFile } from 'node:fs/promises';
import { renderManifests } from '@usctp/kubernetes';
import type { Command } from 'commander';
import { parseConfiguration } from '../configuration/read-configuration.ts';
import { serverManifests } from './manifests.ts';
import type { Terminal } from './terminal.ts';

interface ManifestFlags {
  readonly configuration: string;
  readonly image: string;
  readonly name: string;
  readonly namespace?: string;
  readonly storage: string;
}

/** `usctp-diameter manifest`: what `kubectl apply -f -` takes to run the server in a cluster. */
export function addManifestCommand(program: Command, { print }: Terminal): void {
  program
    .command('manifest')
    .description('print objects of Kubernetes that run the server on a node for userspace SCTP')
    .requiredOption('-c, --configuration <file>', 'YAML file of the server')
    .requiredOption('--image <image>', 'image that has usctp-diameter')
    .option('--name <name>', 'of the objects', 'diameter')
    .option('-n, --namespace <namespace>', 'of the objects')
    .option('--storage <size>', 'of the volume, where the file has a store', '1Gi')
    .action(async ({ configuration: path, image, name, namespace, storage }: ManifestFlags) => {
      const text = await readFile(path, 'utf8');
      const manifests = serverManifests(text, parseConfiguration(text, path), { name, namespace, image, storage });
      print(renderManifests(manifests, 'yaml'));
    });
}
