import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy that opens tunnels, to the one server that it knows, whatever it is asked for. */
export interface TunnellingProxy {
  readonly url: string;
  /** What it was asked for: host and port, and the header `proxy-authorization`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** `status`: of its answers; with 0 it gives none. */
export async function tunnellingProxy(to: string, status = 200): Promise<TunnellingProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url, headers }: IncomingMessage, socket: Socket) => {
    asked.push([url, headers['proxy-authorization']].filter((word) => word !== undefined).join(' '));
    socket.on('error', () => {});
    if (status !== 200 && status !== 0) socket.end(`HTTP/1.1 ${status} Not So\r\n\r\n`);
    if (status !== 200) return;
    const onward = connect(Number(new URL(to).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward.on('error', () => socket.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // of a TCP server
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
