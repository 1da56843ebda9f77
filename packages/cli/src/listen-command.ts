import { type Command, Option } from 'commander';
import { createServer, type Server } from 'usctp';
import { addAddress, wholeNumber } from './argument.ts';
import { reportAssociation } from './association-report.ts';
import { addCommonOptions, type CommonOptions, checkCommonOptions } from './common-options.ts';
import { describeMessage } from './event.ts';
import { onAbort } from './interruption.ts';
import { serverModes } from './server-mode.ts';
import { runSession, type Session } from './session.ts';

interface ListenOptions extends CommonOptions {
  readonly port: number;
  readonly address?: readonly string[];
  readonly mode: keyof typeof serverModes;
}

const UDP_PORT = 9899;
const INBOUND_STREAMS = 64;

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
  addCommonOptions(command, String(UDP_PORT)).action(async (options: ListenOptions) => {
    checkCommonOptions(command, options);
    const udpPorts = { localPort: options.udpPort ?? UDP_PORT };
    await runSession(options, udpPorts, (session) => listen(options, session));
  });
}

async function listen(
  { port, address: addresses = [], mode, set = {} }: ListenOptions,
  session: Session,
): Promise<void> {
  const { report, transport, interruption } = session;
  // As many out as in, so that echoes find their streams.
  const server = createServer({ outboundStreams: set.inboundStreams ?? INBOUND_STREAMS, ...set });
  let count = 0;
  server.on('association', (association) => {
    const numbered = { association: ++count };
    const tally = reportAssociation(association, report, numbered);
    const print = (message: Parameters<typeof describeMessage>[0]) =>
      report({ event: 'message', ...numbered, ...describeMessage(message) });
    return serverModes[mode](association, { tally, print });
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

async function close(server: Server, forced: AbortSignal): Promise<void> {
  onAbort(forced, () => {
    for (const association of server.associations) association.abort('the server ends');
  });
  await server.close();
  if (forced.aborted) throw new Error('not every association could be shut down gracefully');
}
