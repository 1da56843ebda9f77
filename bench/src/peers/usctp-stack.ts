import { type Association, connect, createServer, raw, type Transport, udp } from 'usctp';
import type { Plan } from './plan.ts';
import type { Connection, Receive, Stack } from './stack.ts';

/** SCTP ports of clients where there are more than the dynamic range has. */
const firstClientPort = 1024;
const dynamicPortCount = 16_000;

let clientTransport: Transport | undefined;

/** Ours, through its public interface. */
export const usctpStack: Stack = {
  async listen(plan, receive, opened) {
    const limits = { inboundStreams: 65_535, outboundStreams: plan.streams, maxAssociations: 1_000_000 };
    const server = createServer({ ...limits, busyPollMicroseconds: plan.busyPollMicroseconds });
    server.on('association', (association) => opened(wrap(association, plan, receive)));
    const transport = plan.transport === 'raw' ? raw() : udp({ localPort: plan.serverUdpPort });
    await server.listen({ port: plan.port, addresses: [plan.serverAddress], transport });
  },

  async connect(plan, index, receive) {
    clientTransport ??=
      plan.transport === 'raw' ? raw() : udp({ localPort: plan.clientUdpPort, peerPort: plan.serverUdpPort });
    const association = await connect({
      port: plan.port,
      addresses: [plan.serverAddress],
      localAddresses: [plan.clientAddress],
      localPort: plan.associations > dynamicPortCount ? firstClientPort + index : 0,
      outboundStreams: plan.streams,
      busyPollMicroseconds: plan.busyPollMicroseconds,
      transport: clientTransport,
    });
    return wrap(association, plan, receive);
  },
};

/** Small, as what an association takes is measured with it. */
class UsctpConnection implements Connection {
  readonly #association: Association;
  readonly #unordered: boolean;

  constructor(association: Association, unordered: boolean) {
    this.#association = association;
    this.#unordered = unordered;
  }

  send(message: Uint8Array, stream: number): Promise<void> {
    return this.#association.send(message, { stream, unordered: this.#unordered });
  }

  close(): Promise<void> {
    return this.#association.shutdown();
  }
}

function wrap(association: Association, { unordered }: Plan, receive: Receive): Connection {
  const connection = new UsctpConnection(association, unordered);
  association.on('message', ({ data }) => receive(data, connection));
  association.on('error', ignore);
  return connection;
}

/** What ends an association shows in the figures; a process that is ended at the end tells nobody. */
function ignore(): void {}
