import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createUdpTransport, SCTP } from 'werift-sctp';
import type { Plan } from './plan.ts';
import type { Connection, Receive, Stack } from './stack.ts';

/** SCTP port that both sides have: associations are told apart by their UDP ports. */
const sctpPort = 5000;
/** WebRTC binary. */
const ppid = 53;
/** Chunks that wait in the stack: enough that it never waits for us. */
const queueLimit = 64;

/**
 * The npm package `werift-sctp`, over UDP. An association is made of a socket on each side, so the server has as many
 * from the start.
 */
export const weriftStack: Stack = {
  async listen(plan, receive, opened) {
    for (let i = 0; i < plan.associations; i += 1) {
      const server = SCTP.server(createUdpTransport(await bind(plan.serverUdpPort + i, plan.serverAddress)), sctpPort);
      const connection = wrap(server, plan, receive);
      server.stateChanged.connected.once(() => opened(connection));
      await server.start(sctpPort);
    }
  },

  async connect(plan, index, receive) {
    const socket = await bind(0, plan.clientAddress);
    const to = { port: plan.serverUdpPort + index, address: plan.serverAddress };
    const client = SCTP.client(createUdpTransport(socket, to), sctpPort);
    const connected = client.stateChanged.connected.asPromise();
    await client.start(sctpPort);
    await connected;
    return wrap(client, plan, receive);
  },
};

async function bind(port: number, address: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 2 ** 20, sendBufferSize: 4 * 2 ** 20 });
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

function wrap(sctp: SCTP, { unordered }: Plan, receive: Receive): Connection {
  const connection: Connection = {
    send: (message, stream) => {
      const sent = sctp.send(stream, ppid, message, { ordered: !unordered });
      return sctp.outboundQueue.length < queueLimit ? undefined : sent;
    },
    close: () => sctp.stop(),
  };
  sctp.onReceive.subscribe((_stream, _ppid, data) => receive(data, connection));
  return connection;
}
