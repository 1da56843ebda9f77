import { type Command, Option } from 'commander';
import { type Association, createServer, type Message, type Server } from 'usctp';
import { resolveOptions } from 'usctp/core';
import { addAddress, wholeNumber } from './argument.ts';
import { reportAssociation } from './association-report.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from './common-options.ts';
import { describeFault, describeMessage } from './event.ts';
import { endAtOnce } from './graceful-end.ts';
import { onAbort } from './interruption.ts';
import { type ServerMode, serverModes } from './server-mode.ts';
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

async function listen(
  { port, address: addresses = [], mode, set = {} }: ListenOptions,
  session: Session,
): Promise<void> {
  const { report, transport, interruption } = session;
  // As many out as in, so that echoes find their streams.
  const server = createServer({ outboundStreams: resolveOptions(set).inboundStreams, ...set });
  let count = 0;
  server.on('association', (association) => {
    count += 1;
    return serve(association, count, serverModes[mode], report);
  });
  const end = new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    onAbort(interruption.asked, resolve);
  });
  await server.listen({ port, addresses, transport });
  const udpPort = transport.localUdpPort;
  report({
    event: 'listening',
    port: server.port ?? port,
    addresses: server.addresses,
    ...(udpPort === undefined ? {} : { udpPort }),
  });
  try {
    await end;
  } finally {
    await close(server, interruption.forced);
  }
}

/** An association that fails is the end of itself alone. */
async function serve(
  association: Association,
  number: number,
  mode: ServerMode,
  report: Session['report'],
): Promise<void> {
  const numbered = { association: number };
  const tally = reportAssociation(association, report, numbered);
  const print = (message: Message) => report({ event: 'message', ...numbered, ...describeMessage(message) });
  try {
    await mode(association, { tally, print });
  } catch (error) {
    if (error === association.error) return; // told as its end
    report({ event: 'error', ...numbered, ...describeFault(error) });
    await endAtOnce(association, error);
  }
}

async function close(server: Server, forced: AbortSignal): Promise<void> {
  onAbort(forced, () => {
    for (const association of server.associations) association.abort('the server ends');
  });
  await server.close();
  if (forced.aborted) throw new Error('not every association could be shut down gracefully');
}
