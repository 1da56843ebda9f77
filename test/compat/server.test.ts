import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { memory, memoryNetwork, type Transport } from 'usctp';
import sctp, { type MessageBuffer, type Server, type Socket } from 'usctp/compat';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

/** Two hosts on a network in memory. */
function hosts(): [client: Transport, server: Transport] {
  const network = memoryNetwork();
  return [memory({ network, addresses: ['192.0.2.1'] }), memory({ network, addresses: ['192.0.2.2'] })];
}

async function listening(server: Server, transport: Transport, port = 2905): Promise<Server> {
  server.listen({ port, transport });
  await once(server, 'listening');
  return server;
}

async function connected(transport: Transport, port = 2905): Promise<Socket> {
  const socket = sctp.connect({ host: '192.0.2.2', port, transport });
  await once(socket, 'connect');
  return socket;
}

async function accepted(server: Server): Promise<Socket> {
  const [socket] = await once(server, 'connection');
  return socket as Socket; // the event has no other
}

describe('Server of usctp/compat', (test) => {
  test('gives a socket for each connection', async () => {
    const [client, host] = hosts();
    const server = await listening(sctp.createServer({ ppid: 46 }), host);
    const [socket, peer] = await Promise.all([connected(client), accepted(server)]);
    const received = once(socket, 'data');
    peer.write('hello');
    const [message] = (await received) as [MessageBuffer];
    assert.equal([message.toString(), message.ppid, message.sid], ['hello', 46, 0]);
    assert.equal([peer.remoteAddress, peer.remotePort, peer.outbound], ['192.0.2.1', socket.localPort, false]);
    socket.destroy();
    server.close();
    await once(server, 'close');
  });

  test('tells where it listens', async () => {
    const [, host] = hosts();
    const server = sctp.createServer();
    assert.equal(server.address(), { port: undefined, address: undefined, family: 'IPv4' });
    await listening(server, host);
    assert.equal(server.address(), { port: 2905, address: '0.0.0.0', family: 'IPv4' });
    server.close();
    await once(server, 'close');
    assert.is(server.address().port, undefined);
  });

  test('listens on one address of either family', async () => {
    const transport = memory({ network: memoryNetwork(), addresses: ['2001:db8::1'] });
    const server = sctp.createServer();
    await once(server.listen({ port: '2905', host: '2001:db8::1', transport }), 'listening');
    assert.equal(server.address(), { port: 2905, address: '2001:db8::1', family: 'IPv6' });
    server.close();
    await once(server, 'close');
  });

  test('takes no more connections once it is closed, and keeps those there are', async () => {
    const [client, host] = hosts();
    const server = await listening(sctp.createServer(), host);
    const [socket, peer] = await Promise.all([connected(client), accepted(server)]);
    let isClosed = false;
    server.close(() => {
      isClosed = true;
    });
    assert.not.ok(server.listening);
    const refused = sctp.connect({ host: '192.0.2.2', port: 2905, transport: client });
    const [error] = await once(refused, 'error');
    assert.is((error as NodeJS.ErrnoException).code, 'ECONNREFUSED');
    const received = once(peer, 'data');
    socket.write('still here');
    assert.is(String((await received)[0]), 'still here');
    assert.not.ok(isClosed);
    peer.resume();
    socket.resume().end();
    await once(server, 'close');
    assert.ok(isClosed);
  });

  test('frees its port by close, and can listen again', async () => {
    const [client, host] = hosts();
    const server = await listening(sctp.createServer(), host);
    server.close();
    await once(server, 'close');
    await listening(server, host);
    const socket = await connected(client);
    socket.destroy();
    server.close();
    await once(server, 'close');
  });

  test('closes before it listens', async () => {
    const [, host] = hosts();
    const server = sctp.createServer();
    server.on('listening', () => assert.unreachable('it was closed'));
    server.listen({ port: 2905, transport: host });
    server.close();
    await once(server, 'close');
  });

  test('says when it is not running', async () => {
    const server = sctp.createServer();
    const error = await new Promise<Error | undefined>((resolve) => server.close(resolve));
    assert.is((error as NodeJS.ErrnoException).code, 'ERR_SERVER_NOT_RUNNING');
    server.close();
  });

  test('refuses to listen twice', async () => {
    const [, host] = hosts();
    const server = await listening(sctp.createServer(), host);
    assert.throws(
      () => server.listen({ port: 2906, transport: host }),
      (error: NodeJS.ErrnoException) => error.code === 'ERR_SERVER_ALREADY_LISTEN',
    );
    server.close();
    await once(server, 'close');
  });

  test('says that a port is taken, and can listen elsewhere', async () => {
    const [, host] = hosts();
    const [first, second] = [await listening(sctp.createServer(), host), sctp.createServer()];
    second.listen({ port: 2905, transport: host });
    const [error] = await once(second, 'error');
    assert.is((error as NodeJS.ErrnoException).code, 'EADDRINUSE');
    assert.match((error as Error).message, 'bind EADDRINUSE 0.0.0.0:2905: SCTP port 2905 is taken');
    await listening(second, host, 2906);
    for (const server of [first, second]) {
      server.close();
      await once(server, 'close');
    }
  });

  test('takes the number of inbound streams from maxConnections, as the package does', async () => {
    const [client, host] = hosts();
    const server = sctp.createServer();
    server.maxConnections = 3;
    await listening(server, host);
    const socket = sctp.connect({ host: '192.0.2.2', port: 2905, OS: 10, transport: client });
    await once(socket, 'connect');
    assert.is(socket.OS, 3);
    socket.destroy();
    server.close();
    await once(server, 'close');
  });

  test('calls the listener in any form of listen', async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    for (const rest of [[], ['127.0.0.1'], ['127.0.0.1', 128]]) {
      const server = sctp.createServer({ udpTransport: udp });
      await new Promise<void>((resolve) => server.listen(2905, ...rest, resolve));
      server.close();
      await once(server, 'close');
    }
    udp.close();
  });

  test('serves several peers on one UDP socket that is not connected', async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const server = sctp.createServer({ udpTransport: udp }, (socket) => socket.pipe(socket));
    await once(server.listen(2905), 'listening');
    const udpPeer = { host: '127.0.0.1', port: udp.address().port };
    const own = [createSocket('udp4'), createSocket('udp4')];
    const sockets = own.map((udpTransport) => sctp.connect({ port: 2905, udpTransport, udpPeer }));
    for (const [index, socket] of sockets.entries()) {
      socket.write(`from ${index}`);
      assert.is(String((await once(socket, 'data'))[0]), `from ${index}`);
      socket.end();
    }
    server.close();
    await once(server, 'close');
    for (const socket of [udp, ...own]) socket.close();
  });

  test('tells of a transport that fails', async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const server = sctp.createServer({ udpTransport: udp });
    await once(server.listen(2905), 'listening');
    const failure = once(server, 'error');
    udp.close();
    const [error] = await failure;
    assert.is((error as NodeJS.ErrnoException).code, 'ENETDOWN');
    assert.not.ok(server.listening);
  });
});

describe('A socket over one that is like UDP', (test) => {
  /** As of DTLS: knows its peer, and no addresses. */
  class Pipe extends EventEmitter {
    other: Pipe | undefined;
    send(datagram: Uint8Array, ...rest: unknown[]): void {
      const copy = Buffer.from(datagram);
      setImmediate(() => this.other?.emit('message', copy));
      (rest.at(-1) as () => void)(); // the last argument is the callback
    }
  }

  test('needs no address', async () => {
    const [here, there] = [new Pipe(), new Pipe()];
    [here.other, there.other] = [there, here];
    const z = sctp.connect({ passive: true, localPort: 5000, port: 5000, udpTransport: there });
    const a = sctp.connect({ localPort: 5000, port: 5000, udpTransport: here });
    a.write('over DTLS');
    assert.is(String((await once(z, 'data'))[0]), 'over DTLS');
    const ended = once(a, 'close');
    z.resume().end();
    await ended;
    assert.is(a.association?.paths[0]?.mtu, 1200);
  });
});
