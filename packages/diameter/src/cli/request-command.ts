import { type Command, Option } from 'commander';
import { addToList, parseUnits, wholeNumber } from './argument.ts';
import { type ClientOptions, clientTransport, openClient } from './client-node.ts';
import { type LoadOptions, sendLoad } from './load.ts';
import { describeLoad, loadToJson } from './load-report.ts';
import { Failure, type Terminal } from './terminal.ts';

interface RequestFlags {
  readonly peer: string;
  readonly address?: readonly string[];
  readonly srv?: string;
  readonly localAddress?: readonly string[];
  readonly port: number;
  readonly transport: 'raw' | 'udp';
  readonly peerUdpPort: number;
  readonly realm?: string;
  readonly identity?: string;
  readonly subscriber: string;
  readonly subscriberType: LoadOptions['subscriber']['Subscription-Id-Type'];
  readonly session?: string;
  readonly serviceContext: string;
  readonly units: LoadOptions['units'];
  readonly count: number;
  readonly updates: number;
  readonly concurrency: number;
  readonly timeout: number;
  readonly json?: true;
}

const subscriberTypes = ['END_USER_E164', 'END_USER_IMSI', 'END_USER_SIP_URI', 'END_USER_NAI', 'END_USER_PRIVATE'];

/** `usctp-diameter request`: sends credit-control requests, and tells what came of them. */
export function addRequestCommand(program: Command, terminal: Terminal): void {
  program
    .command('request')
    .description('send credit-control requests, session by session, and tell their Result-Codes and times')
    .requiredOption('--peer <identity>', 'Origin-Host of the server')
    .option('--address <address>', 'address of the server; repeatable', addToList)
    .option('--srv <name>', 'SRV records of the server in place of that, as _diameter._sctp.example.com')
    .option('--local-address <address>', 'own address; repeatable', addToList)
    .option('--port <port>', 'SCTP port of the server', wholeNumber(1, 65_535), 3868)
    .addOption(
      new Option('--transport <name>', 'raw (IP protocol 132, a privilege) or udp (RFC 6951)')
        .choices(['raw', 'udp'])
        .default('raw'),
    )
    .option('--peer-udp-port <port>', 'UDP port of the server', wholeNumber(1, 65_535), 9899)
    .option('--realm <realm>', 'of server and client (default: the identity of the server without its first label)')
    .option('--identity <identity>', 'Origin-Host of the client (default: client. and the realm)')
    .requiredOption('--subscriber <id>', 'Subscription-Id-Data')
    .addOption(
      new Option('--subscriber-type <type>', 'Subscription-Id-Type').choices(subscriberTypes).default('END_USER_E164'),
    )
    .option('--session <id>', 'Session-Id of all sessions (default: each its own)')
    .option('--service-context <id>', 'Service-Context-Id', '32251@3gpp.org')
    .option('--units <avp=count>', 'what is asked for and used, as CC-Time=60', parseUnits, { 'CC-Time': 60 })
    .option('--count <count>', 'requests in all', wholeNumber(1, 10_000_000), 3)
    .option('--updates <count>', 'updates of a session, between its first and its last request', wholeNumber(0, 1e6), 1)
    .option('--concurrency <count>', 'sessions at a time', wholeNumber(1, 10_000), 1)
    .option('--timeout <ms>', 'longest wait for the server', wholeNumber(1, 600_000), 5000)
    .option('--json', 'print JSON')
    .action((flags: RequestFlags, command: Command) => request(flags, serverOf(flags, command), terminal));
}

/** Ends with a usage error when it is not said where the server is, or twice. */
function serverOf({ address: addresses, srv, port }: RequestFlags, command: Command): ClientOptions['server'] {
  if (addresses !== undefined && srv === undefined) return { addresses, port };
  if (addresses === undefined && srv !== undefined) return { srv };
  return command.error("error: one of '--address <address>' and '--srv <name>' is wanted");
}

async function request(
  flags: RequestFlags,
  server: ClientOptions['server'],
  { print, complain, signal }: Terminal,
): Promise<void> {
  const { peer, realm = peer.replace(/^[^.]*\./, ''), json, count, updates, concurrency, session } = flags;
  const node = await openClient({
    ...{ peer, realm, signal, server, timeout: flags.timeout },
    identity: flags.identity ?? `client.${realm}`,
    localAddresses: flags.localAddress,
    transport: clientTransport(flags.transport, flags.peerUdpPort),
  });
  const gone = new AbortController();
  node.once('close', () => gone.abort());
  try {
    const report = await sendLoad(node, {
      ...{ realm, count, updates, concurrency, session, units: flags.units },
      signal: AbortSignal.any([signal, gone.signal]),
      serviceContext: flags.serviceContext,
      subscriber: { 'Subscription-Id-Type': flags.subscriberType, 'Subscription-Id-Data': flags.subscriber },
    });
    print(json ? `${loadToJson(report)}\n` : `${describeLoad(report).join('\n')}\n`);
    if (gone.signal.aborted) complain(`${peer} has gone\n`);
    if (report.failures > 0 || report.requests < count) throw new Failure(1);
  } finally {
    await node.close({ cause: 'DO_NOT_WANT_TO_TALK_TO_YOU' });
  }
}
