import { connect as connectAssociation } from '../../socket/connect.ts';
import { type AssociationOptions, addressesOf, associationOptions, portOf } from './options.ts';
import { LksctpServer } from './server.ts';
import { LksctpSocket } from './socket.ts';

/** Where to connect to, and how. One of `host` and `remoteAddresses` is required. */
export interface ConnectOptions extends AssociationOptions {
  /** SCTP port of the peer. */
  readonly port: number | string;
  /** IP address of the peer. */
  readonly host?: string | null | undefined;
  readonly remoteAddresses?: readonly string[] | null | undefined;
  /** SCTP port on this side; default 0, a free one. */
  readonly localPort?: number | string | null | undefined;
  /** IP address on this side; default: the host's. */
  readonly localAddress?: string | null | undefined;
  readonly localAddresses?: readonly string[] | null | undefined;
}

/** Makes a server; `listener` is one for `connection`. @throws TypeError for a wrong option. */
export function createServer(
  options?: AssociationOptions | ((socket: LksctpSocket) => void) | null,
  listener?: (socket: LksctpSocket) => void,
): LksctpServer {
  const onConnection = typeof options === 'function' ? options : listener;
  const server = new LksctpServer(typeof options === 'function' ? {} : (options ?? {}));
  if (onConnection !== undefined) server.on('connection', onConnection);
  return server;
}

/** Sets up an association; `listener` is one for `connect`. @throws TypeError or RangeError for a wrong option. */
export function connect(options: ConnectOptions, listener?: () => void): LksctpSocket {
  const remoteNames = ['host', 'remoteAddresses'] as const;
  const localNames = ['localAddress', 'localAddresses'] as const;
  const addresses = addressesOf({ one: options.host, several: options.remoteAddresses, names: remoteNames });
  if (addresses === undefined) throw new TypeError('host or remoteAddresses is required');
  const given = addressesOf({ one: options.localAddress, several: options.localAddresses, names: localNames });
  const port = portOf('port', options.port, 1);
  const localPort = portOf('localPort', options.localPort ?? 0, 0);
  const { transport } = options;
  const callee = {
    ...associationOptions(options),
    ...(given !== undefined && { localAddresses: given }),
    ...(transport !== undefined && { transport }),
    port,
    localPort,
    addresses,
  };
  const ends = {
    localPort: localPort || undefined,
    localAddresses: given,
    remotePort: port,
    remoteAddresses: addresses,
  };
  const socket = new LksctpSocket(options, (signal) => connectAssociation({ ...callee, signal }), ends);
  if (listener !== undefined) socket.once('connect', listener);
  return socket;
}
