import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Keys, keysUnder, restrictedPrefix } from '../keys.ts';
import { isKeyName, type KeySettings, keyNames, readKeySettings } from './key-settings.ts';
import type { Terminal } from './terminal.ts';

/** Options of all commands that know labels, taints, annotations and the condition. */
export interface KeyFlags {
  readonly config?: string;
  readonly keyPrefix?: string;
  readonly key?: Partial<Keys>;
}

/** Adds the options of {@link KeyFlags}. */
export function addKeyOptions(command: Command): Command {
  const options = [
    new Option('--key-prefix <domain>', `prefix of them all; node-restriction is short for ${restrictedPrefix}`),
    new Option('--key <name=key>', 'one of them, as stack=example.com/sctp; repeatable').argParser(addKey),
    new Option('--config <file>', 'YAML that has them (default: $USCTP_K8S_CONFIG)'),
  ];
  for (const option of options)
    command.addOption(option.helpGroup('Options of labels, taints, annotations and condition:'));
  return command;
}

/** Keys as flags, the environment, the file and the defaults have them, each setting by the first of these that has it. */
export function keysOf(command: Command, flags: KeyFlags, { env }: Pick<Terminal, 'env'>): Keys {
  try {
    const { config = env.USCTP_K8S_CONFIG } = flags;
    const file: KeySettings = config ? readKeySettings(config) : { own: {} };
    const prefix = flags.keyPrefix ?? (env.USCTP_KEY_PREFIX || file.prefix);
    const own = { ...file.own, ...keysIn(env), ...flags.key };
    return keysUnder(prefix === 'node-restriction' ? restrictedPrefix : prefix, own);
  } catch (error) {
    if (error instanceof RangeError) command.error(`error: ${error.message}`);
    throw error;
  }
}

function keysIn(env: NodeJS.ProcessEnv): Partial<Keys> {
  return Object.fromEntries(
    keyNames.flatMap((name) => {
      const key = env[`USCTP_KEY_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`];
      return key ? [[name, key]] : [];
    }),
  );
}

function addKey(text: string, previous: Partial<Keys> = {}): Partial<Keys> {
  const [, name = '', key = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (isKeyName(name)) return { ...previous, [name]: key };
  throw new InvalidArgumentError(`It takes NAME=KEY, and as name ${keyNames.join(', ')}.`);
}
