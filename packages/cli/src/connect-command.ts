import { type Command, Option } from 'commander';
import { type Association, connect } from 'usctp';
import { resolveOptions } from 'usctp/core';
import { addAddress, parsePpid, wholeNumber } from './argument.ts';
import { reportAssociation } from './association-report.ts';
import { clientModes } from './client-mode.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from './common-options.ts';
import { Conversation, type Wish } from './conversation.ts';
import { endAtOnce, endGracefully } from './graceful-end.ts';
import { onAbort } from './interruption.ts';
import { runSession, type Session } from './session.ts';

interface ConnectOptions extends CommonOptions, Wish {
  readonly port: number;
  readonly address: readonly string[];
  readonly localPort: number;
  readonly localAddress?: readonly string[];
  readonly peerUdpPort?: number;
  readonly mode: keyof typeof clientModes;
}

/** Adds `usctp connect`. */
export function addConnectCommand(program: Command): void {
  const command = program
    .command('connect')
    .description('set up an association, send messages, and shut it down')
    .requiredOption('--port <port>', 'SCTP port of the peer', wholeNumber(1, 65535))
    .requiredOption('--address <ip>', 'address of the peer; repeatable', addAddress)
    .option('--local-port <port>', 'SCTP port on this side, 0 for a free one', wholeNumber(0, 65535), 0)
    .option('--local-address <ip>', "address on this side; repeatable (default: the host's)", addAddress)
    .option('--peer-udp-port <port>', 'UDP port of the peer (default: 9899)', wholeNumber(1, 65535))
    .addOption(
      new Option('--mode <name>', 'send messages, ping (await the echo of each), or send the lines of stdin')
        .choices(Object.keys(clientModes))
        .default('send'),
    )
    .option('--count <number>', 'messages (default: 1000, 10 for ping)', wholeNumber(1, 1e9))
    .option('--size <bytes>', 'of a message (default: 1024, 64 for ping)', wholeNumber(1, 2 ** 30))
    .option('--streams <number>', 'streams to use in turn', wholeNumber(1, 65535), 1)
    .option('--unordered', 'let messages overtake each other')
    .option('--ppid <number>', 'payload protocol identifier, or its name, as diameter', parsePpid, 0)
    .option(
      '--timeout <ms>',
      'longest wait for the association, and for the answer to a ping',
      wholeNumber(1, 1e9),
      10_000,
    );
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
    if (options.streams > association.outboundStreams) {
      throw new Error(
        `the peer takes ${association.outboundStreams} streams: --streams ${options.streams} is too many`,
      );
    }
    await clientModes[options.mode](conversation);
  } catch (error) {
    if (!asked.aborted) {
      await endAtOnce(association, error);
      throw error;
    }
  }
  await endGracefully(association);
}

/** @throws as `connect` does; an Error when it takes too long or is interrupted. */
async function establish(options: ConnectOptions, { transport, interruption }: Session): Promise<Association> {
  const {
    port,
    address: addresses,
    localPort,
    localAddress: localAddresses = [],
    streams,
    timeout,
    set = {},
  } = options;
  const attempt = new AbortController();
  const giveUp = (reason: string) =>
    attempt.abort(new Error(`no association with ${addresses.join(', ')} port ${port}: ${reason}`));
  const timer = setTimeout(() => giveUp(`no answer within ${timeout} ms`), timeout);
  onAbort(interruption.asked, () => giveUp('interrupted'));
  const outboundStreams = Math.max(streams, resolveOptions(set).outboundStreams);
  const { signal } = attempt;
  try {
    return await connect({ outboundStreams, ...set, port, addresses, localPort, localAddresses, transport, signal });
  } finally {
    clearTimeout(timer);
  }
}
