import { type Command, Option } from 'commander';
import { parsePpid, wholeNumber } from './argument.ts';
import { reportAssociation } from './association-report.ts';
import { clientModes } from './client-mode.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from './common-options.ts';
import { Conversation, type Wish } from './conversation.ts';
import { addClientOptions, type ClientOptions, establish, requireStreams } from './establish.ts';
import { endAtOnce, endGracefully } from './graceful-end.ts';
import { onAbort } from './interruption.ts';
import { runSession, type Session } from './session.ts';

type ConnectOptions = CommonOptions & ClientOptions & Wish & { readonly mode: keyof typeof clientModes };

/** Adds `usctp connect`. */
export function addConnectCommand(program: Command): void {
  const command = program
    .command('connect')
    .description('set up an association, send messages, and shut it down')
    .requiredOption('--port <port>', 'SCTP port of the peer', wholeNumber(1, 65535))
    .addOption(
      new Option('--mode <name>', 'send messages, ping (await the echo of each), or send the lines of stdin')
        .choices(Object.keys(clientModes))
        .default('send'),
    )
    .option('--count <number>', 'messages (default: 1000, 10 for ping)', wholeNumber(1, 1e9))
    .option('--size <bytes>', 'of a message (default: 1024, 64 for ping)', wholeNumber(1, 2 ** 30))
    .option('--streams <number>', 'streams to use in turn', wholeNumber(1, 65535), 1)
    .option('--unordered', 'let messages overtake each other')
    .option('--ppid <number>', 'payload protocol identifier, or its name, as diameter', parsePpid, 0);
  addClientOptions(command, 'the association, and for the answer to a ping');
  addCommonOptions(command, 'a free one').action(async (options: ConnectOptions) => {
    checkCommonOptions(command, options);
    const { udpPort: localPort = 0, peerUdpPort: peerPort } = options;
    await runSession(options, { localPort, peerPort }, (session) => converse(options, session));
  });
}

async function converse(options: ConnectOptions, session: Session): Promise<void> {
  const { report, interruption } = session;
  const association = await establish(options, session);
  const conversation = new Conversation(association, options, reportAssociation(association, report), report);
  // Once asked to end, the association takes no more messages, and modes fail for that reason alone.
  const { asked, forced } = interruption;
  onAbort(asked, () => void association.shutdown().catch(() => undefined));
  onAbort(forced, () => association.abort('interrupted'));
  try {
    requireStreams(association, options.streams);
    await clientModes[options.mode](conversation);
  } catch (error) {
    if (!asked.aborted) {
      await endAtOnce(association, error);
      throw error;
    }
  }
  await endGracefully(association);
}
