import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { canRun } from './command.ts';

/** What can be measured here, and on what. */
export interface Machine {
  readonly isRoot: boolean;
  readonly canPin: boolean;
  readonly description: string;
}

/** Looks at this machine. */
export async function inspectMachine(): Promise<Machine> {
  const [cpu] = cpus();
  const load = loadavg()[0] ?? 0;
  return {
    isRoot: process.getuid?.() === 0,
    canPin: availableParallelism() > 1 && (await canRun('taskset', '-c', '0', 'true')),
    description: [
      `Node ${process.version}`,
      `Linux ${release()}`,
      `${availableParallelism()} × ${cpu?.model ?? 'unknown processor'}`,
      `${Math.round(totalmem() / 2 ** 30)} GiB`,
      `load ${load.toFixed(1)} at the start`,
    ].join(', '),
  };
}
