import { userInfo } from 'node:os';
import type { Command } from 'commander';

/** Adds the option that says who makes a change. */
export function addAuthorOption(command: Command): Command {
  return command.option('--author <name>', 'who does it, for the annotation (default: the user of this system)');
}

/** Who runs this; a container may have a user without a name. */
export function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
