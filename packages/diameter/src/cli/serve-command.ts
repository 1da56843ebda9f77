import type { Command } from 'commander';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { createLog } from './log.ts';
import { serve } from './serve.ts';
import type { Terminal } from './terminal.ts';

/** `usctp-diameter serve`: runs a credit-control server until SIGTERM. */
export function addServeCommand(program: Command, { print, signal }: Terminal): void {
  program
    .command('serve')
    .description('run a credit-control server (RFC 8506); SIGTERM drains it')
    .requiredOption('-c, --configuration <file>', 'YAML file of the server')
    .option('--check', 'only check the file')
    .action(async ({ configuration: path, check }: { readonly configuration: string; readonly check?: true }) => {
      const configuration = await readConfiguration(path);
      if (check) print(`${path} is good\n`);
      else await serve(configuration, { log: createLog(configuration.logLevel), signal });
    });
}
