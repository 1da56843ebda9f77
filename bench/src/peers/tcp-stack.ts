import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import type { Connection, Receive, Stack } from './stack.ts';

/** TCP through `node:net`: what Node itself can do. A stream of bytes: messages are counted by their size. */
export const tcpStack: Stack = {
  async listen(plan, receive, opened) {
    const server = createServer({ noDelay: true }, (socket) => opened(wrap(socket, receive)));
    server.listen(plan.port, plan.serverAddress, 1024);
    await once(server, 'listening');
  },

  async connect(plan, _index, receive) {
    const socket = createConnection({
      port: plan.port,
      host: plan.serverAddress,
      localAddress: plan.clientAddress,
      noDelay: true,
    });
    await once(socket, 'connect');
    return wrap(socket, receive);
  },
};

function wrap(socket: Socket, receive: Receive): Connection {
  const connection: Connection = {
    send: (message) => (socket.write(message) ? undefined : once(socket, 'drain')),
    close: async () => {
      socket.end();
      if (!socket.closed) await once(socket, 'close');
    },
  };
  socket.on('data', (data) => receive(data, connection));
  socket.on('error', () => socket.destroy());
  return connection;
}
