import { type Command, Option } from 'commander';
import type { Message } from 'usctp';
import { addAddress, wholeNumber } from './argument.ts';
import { reportAssociation } from './association-report.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from './common-options.ts';
import { describeMessage } from './event.ts';
import { serve } from './serve.ts';
import { serverModes } from './server-mode.ts';
import { runSession, type Session } from './session.ts';

interface ListenOptions extends CommonOptions {
  readonly port: number;
  readonly address?: readonly string[];
  readonly mode: keyof typeof serverModes;
}

/** Adds `usctp listen`. */
export function addListenCommand(program: Command): void {
  const command = program
    .command('listen')
    .description('take associations, until SIGINT or SIGTERM')
    .requiredOption('--port <port>', 'SCTP port, 0 for a free one', wholeNumber(0, 65535))
    .option('--address <ip>', "address to listen on; repeatable (default: all of the host's)", addAddress)
    .addOption(
      new Option('--mode <name>', 'what to do with messages').choices(Object.keys(serverModes)).default('echo'),
    );
  addCommonOptions(command, '9899, a free one with --port 0').action(async (options: ListenOptions) => {
    checkCommonOptions(command, options);
    await runSession(options, { localPort: options.udpPort }, (session) => listen(options, session));
  });
}

function listen({ port, address: addresses = [], mode, set = {} }: ListenOptions, session: Session): Promise<void> {
  const { report } = session;
  const request = { port, addresses, set };
  return serve(
    {
      ...request,
      handle: async (association, number) => {
        const numbered = { association: number };
        const tally = reportAssociation(association, report, numbered);
        const print = (message: Message) => report({ event: 'message', ...numbered, ...describeMessage(message) });
        await serverModes[mode](association, { tally, print });
      },
    },
    session,
  );
}
