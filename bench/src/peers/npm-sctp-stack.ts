import { once } from 'node:events';
import sctp, { type Socket } from 'sctp';
import type { Connection, Receive, Stack } from './stack.ts';

/** The npm package `sctp`, over raw IP: its servers do not take UDP. Its `unordered` has no effect. */
export const npmSctpStack: Stack = {
  async listen(plan, receive, opened) {
    const server = sctp.createServer((socket) => opened(wrap(socket, plan.streams, receive)));
    server.listen({ port: plan.port, host: plan.serverAddress, MIS: 65_535, OS: plan.streams });
    if (!server.listening) await once(server, 'listening');
  },

  async connect(plan, _index, receive) {
    const socket = sctp.connect({
      port: plan.port,
      host: plan.serverAddress,
      localAddress: plan.clientAddress,
      MIS: 65_535,
      OS: plan.streams,
    });
    await once(socket, 'connect');
    return wrap(socket, plan.streams, receive);
  },
};

function wrap(socket: Socket, streams: number, receive: Receive): Connection {
  const connection: Connection = {
    // One write at a time: with several under way its streams stall, as only one of them is told of room.
    send: (message, stream) =>
      new Promise<void>((resolve) => {
        const writable = streams === 1 ? socket : socket.createStream(stream);
        writable.write(message, () => resolve());
      }),
    close: async () => {
      const ended = once(socket, 'end');
      socket.end();
      await ended;
    },
  };
  socket.on('data', (data) => receive(data, connection));
  socket.on('error', () => {});
  return connection;
}
