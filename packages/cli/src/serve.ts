import { type Association, createServer, type Server } from 'usctp';
import { resolveOptions } from 'usctp/core';
import type { Settings } from './argument.ts';
import { describeFault } from './event.ts';
import { endAtOnce } from './graceful-end.ts';
import { onAbort } from './interruption.ts';
import type { Session } from './session.ts';

/** What a server of the command line listens on, and does. */
export interface ServeRequest {
  readonly port: number;
  /** Empty: all of the host's. */
  readonly addresses: readonly string[];
  readonly set: Settings;
  /** Takes an association, to its end or to that of what it is for; associations are numbered from 1 on. */
  readonly handle: (association: Association, number: number) => Promise<void>;
  /** What has to happen between the wish to end and the shutdown of all associations. */
  readonly finish?: () => Promise<unknown>;
}

/** Serves until the user wants the command to end. An association that fails is the end of itself alone. */
export async function serve(request: ServeRequest, { report, transport, interruption }: Session): Promise<void> {
  const { port, addresses, set, handle, finish } = request;
  // As many out as in, so that echoes find their streams.
  const server = createServer({ outboundStreams: resolveOptions(set).inboundStreams, ...set });
  let count = 0;
  server.on('association', async (association) => {
    count += 1;
    const number = count;
    try {
      await handle(association, number);
    } catch (error) {
      if (error === association.error) return; // told as its end
      report({ event: 'error', association: number, ...describeFault(error) });
      await endAtOnce(association, error);
    }
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
    await finish?.();
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
