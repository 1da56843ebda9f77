import { once } from 'node:events';
import {
  type Association,
  type ConnectOptions,
  connect,
  createServer,
  memory,
  memoryNetwork,
  type Server,
  type ServerOptions,
} from 'usctp';

/** A server and an association with it, over a network inside the process that is theirs alone. */
export interface Pair {
  readonly server: Server;
  /** The server's side. */
  readonly z: Association;
  /** The side that connected. */
  readonly a: Association;
  /** Ends both at once, however they are. */
  end(): Promise<void>;
}

export interface PairOptions {
  readonly server?: ServerOptions;
  readonly client?: Partial<ConnectOptions>;
}

/** Quick timers, so that what is lost or refused shows at once. */
export const quick = { rtoInitial: 20, rtoMin: 20 } as const;

export async function connectPair({ server: serverOptions, client }: PairOptions = {}): Promise<Pair> {
  const network = memoryNetwork();
  const server = createServer({ ...quick, ...serverOptions });
  await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
  const accepted = once(server, 'association');
  const transport = memory({ network, addresses: ['192.0.2.2'] });
  const a = await connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport, ...client });
  const [z] = (await accepted) as [Association]; // the arguments of the event
  return { server, a, z, end: () => end(server, a) };
}

async function end(server: Server, association: Association): Promise<void> {
  association.abort();
  for (const other of server.associations) other.abort();
  await server.close();
}
