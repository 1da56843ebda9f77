import { once } from 'node:events';
import type { Server, Socket } from 'usctp/compat';
import { delay, event, eventsOf, messagesFrom, patience, type Scenarios, type Stage, text } from './stage.ts';

const host = '127.0.0.1';

async function listening(stage: Stage, port: number): Promise<Server> {
  const server = stage.server.createServer();
  const isListening = once(server, 'listening');
  server.listen({ port });
  await isListening;
  return server;
}

async function connected(stage: Stage, port: number): Promise<Socket> {
  const socket = stage.client.connect({ host, port });
  await once(socket, 'connect');
  return socket;
}

/** What servers do, over raw IP on loopback: the package has no other way for them. Each has a port of its own. */
export const servers: Scenarios = {
  'a server answers each of its clients': async (stage) => {
    const server = await listening(stage, 5001);
    server.on('connection', (socket: Socket) => socket.on('data', (message) => socket.write(message)));
    const sockets = [await connected(stage, 5001), await connected(stage, 5001), await connected(stage, 5001)];
    const answers = sockets.map((socket) => messagesFrom(socket, 1));
    for (const [index, socket] of sockets.entries()) socket.write(`client ${index}`);
    return (await Promise.all(answers)).map(([message]) => message && text(message));
  },

  'a server knows who connects': async (stage) => {
    const server = await listening(stage, 5002);
    const connection = once(server, 'connection');
    const socket = await connected(stage, 5002);
    const [peer] = (await connection) as [Socket];
    return [peer.remoteAddress, peer.remotePort === socket.localPort, peer.remoteFamily, socket.remoteAddress];
  },

  'a server tells its port': async (stage) => {
    const server = await listening(stage, 5003);
    return [server.address().port, server.address().family, server.listening];
  },

  'a server that is closed takes no more connections': async (stage) => {
    const server = await listening(stage, 5004);
    server.close();
    await delay(50);
    const events = eventsOf(server, ['connection']);
    const socket = stage.client.connect({ host, port: 5004 });
    await Promise.race([event(socket, 'connect'), event(socket, 'error'), patience(3000)]);
    return events;
  },

  'a port is free once its server is closed': async (stage) => {
    const server = await listening(stage, 5005);
    const closed = once(server, 'close');
    server.close();
    await closed;
    const next = stage.server.createServer();
    next.on('error', () => {});
    const events = eventsOf(next, ['listening', 'error']);
    next.listen({ port: 5005 });
    await delay(200);
    return events.map((name) => name.split(' ')[0]);
  },

  'connections outlive their server': async (stage) => {
    const server = await listening(stage, 5006);
    const connection = once(server, 'connection');
    const socket = await connected(stage, 5006);
    const [peer] = (await connection) as [Socket];
    server.close();
    await delay(50);
    const received = messagesFrom(peer, 1);
    socket.write('still here');
    return (await received).map(text);
  },

  'a port that is taken is an error of the server': async (stage) => {
    await listening(stage, 5007);
    const second = stage.server.createServer();
    const error = new Promise<Error>((resolve) => second.once('error', resolve));
    second.listen({ port: 5007 });
    return (await error).message.startsWith('bind EADDRINUSE 0.0.0.0:5007');
  },

  'the listener of listen may come behind the port': async (stage) => {
    const server = stage.server.createServer();
    await new Promise<void>((resolve) => server.listen(5008, resolve));
    return 'listening';
  },

  'maxConnections is the number of inbound streams': async (stage) => {
    const server = stage.server.createServer();
    server.maxConnections = 1;
    const connection = once(server, 'connection');
    await new Promise<void>((resolve) => server.once('listening', resolve).listen({ port: 5009 }));
    await connected(stage, 5009);
    const [peer] = (await connection) as [Socket];
    return peer.MIS;
  },
};
