import type { Command } from 'commander';
import { addPerfClientCommand } from './perf-client.ts';
import { addPerfServerCommand } from './perf-server.ts';

/** Adds `usctp perf`. */
export function addPerfCommand(program: Command): void {
  const perf = program.command('perf').description('measure throughput or round trips between a client and a server');
  addPerfServerCommand(perf);
  addPerfClientCommand(perf);
}
