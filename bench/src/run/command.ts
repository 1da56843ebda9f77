import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a command to its end. @throws Error with what it printed, when it fails. */
export async function runCommand(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(command, args);
  return stdout;
}

/** Whether a command succeeds. */
export async function canRun(command: string, ...args: readonly string[]): Promise<boolean> {
  return execute(command, args).then(
    () => true,
    () => false,
  );
}
