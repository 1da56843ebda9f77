import { type Command, Option } from 'commander';

/** Of which namespaces a command looks at objects. */
export interface NamespaceFlags {
  readonly namespace?: string;
  readonly allNamespaces?: true;
}

/** Adds the options of {@link NamespaceFlags}; `what` is looked at. */
export function addNamespaceOptions(command: Command, what: string): Command {
  return command
    .option('-n, --namespace <name>', `${what} of this namespace only`)
    .addOption(
      new Option('-A, --all-namespaces', `${what} of all namespaces, which is the default`).conflicts('namespace'),
    );
}
