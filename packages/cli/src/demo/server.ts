import { createServer, udp } from 'usctp';
import { serverModes } from '../server-mode.ts';
import { type Count, Tally } from '../tally.ts';

/** What the process of the server tells that of the client. */
export type ServerNews =
  | { readonly news: 'listening'; readonly port: number; readonly udpPort: number }
  | { readonly news: 'closed'; readonly received: Count; readonly error: string | undefined };

/** Returns the messages of one association, and tells when it listens and how the association ended. */
export async function serveDemo(tell: (news: ServerNews) => void): Promise<void> {
  const transport = udp({ localPort: 0 });
  const server = createServer();
  server.on('association', (association) => {
    const tally = new Tally();
    association.once('close', (error) => {
      tell({ news: 'closed', received: tally.received, error: error?.message });
      void server.close();
    });
    return serverModes.echo(association, { tally, print: () => undefined });
  });
  await server.listen({ port: 0, addresses: ['127.0.0.1'], transport });
  tell({ news: 'listening', port: server.port ?? 0, udpPort: transport.localUdpPort ?? 0 });
}
