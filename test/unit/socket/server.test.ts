import { once } from 'node:events';
import { type Association, connect, createServer, memory, memoryNetwork, Server } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair, quick } from './pair.ts';

describe('a server', (test) => {
  test('knows its port, addresses and associations', async () => {
    const { server, z, a, end } = await connectPair();
    assert.instance(server, Server);
    assert.is(server.port, 7);
    assert.equal(server.addresses, ['192.0.2.1']);
    assert.equal([...server.associations], [z]);
    const gone = once(z, 'close');
    await a.shutdown();
    await gone;
    assert.is(server.associations.size, 0);
    await end();
    assert.is(server.port, undefined);
    assert.equal(server.addresses, []);
  });

  test('shuts its associations down when it closes, and refuses new ones', async () => {
    const { server, a } = await connectPair();
    const ended = once(a, 'close');
    const closed = once(server, 'close');
    await server.close();
    await Promise.all([ended, closed]);
    assert.is(a.error, undefined);
    await server.close();
  });

  test('stops accepting, and keeps the associations there are', async () => {
    const network = memoryNetwork();
    const server = createServer(quick);
    server.stopAccepting();
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const call = () => connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    const accepted = once(server, 'association');
    const [a, [z]] = await Promise.all([call(), accepted]);
    server.stopAccepting();
    assert.is((await rejection(call())).code, 'ERR_SCTP_ABORTED_BY_PEER');
    const received = once(z, 'message');
    await a.send('still here');
    const [message] = await received;
    assert.is(String(message.data), 'still here');
    await server.close();
  });

  test('refuses to listen twice, and wrong options', async () => {
    const network = memoryNetwork();
    const server = createServer();
    const transport = memory({ network });
    await server.listen({ port: 0, transport });
    assert.is((await rejection(server.listen({ port: 9, transport }))).code, 'ERR_SCTP_PORT_IN_USE');
    const other = createServer();
    // `as never`: what a caller without types may pass.
    const rejected = async (options: object) =>
      `${await rejection(other.listen({ port: 9, transport, ...options } as never))}`;
    assert.is((await rejection(other.listen({ port: server.port ?? 0, transport }))).code, 'ERR_SCTP_PORT_IN_USE');
    assert.match(await rejected({ port: 65536 }), /RangeError: port 65536 .* 0–65535/);
    assert.match(await rejected({ port: '9' }), /TypeError: port is 9/);
    assert.match(await rejected({ addresses: 'all' }), /TypeError: addresses is all/);
    assert.match(await rejected({ addresses: [9] }), /TypeError: addresses has 9/);
    assert.match(await rejected({ addresses: ['localhost'] }), /TypeError: "localhost"/);
    await server.close();
    // `as never`: what a caller without types may pass.
    assert.throws(() => createServer({ rtoInitail: 5 } as never), /there is no option rtoInitail/);
    assert.throws(() => createServer({ sackDelay: 501 }), /sackDelay 501 .* 0–500/);
  });

  test('aborts the association whose handler fails, and reports it', async () => {
    const network = memoryNetwork();
    const server = createServer(quick);
    server.on('association', async () => {
      throw new Error('a bug');
    });
    const reported = new Promise<Error>((resolve) => server.once('error', resolve));
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const a = await connect({ port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    const ended = new Promise((resolve) => a.once('close', resolve));
    assert.is((await reported).message, 'a bug');
    assert.is(await ended.then(() => a.error?.code), 'ERR_SCTP_ABORTED_BY_PEER');
    await server.close();
  });

  test('takes it as no failure of its own when a handler answers a peer that has gone', async () => {
    const network = memoryNetwork();
    const server = createServer(quick);
    const ended = new Promise<void>((resolve) => {
      server.on('association', async (association: Association) => {
        association.once('close', () => setImmediate(resolve));
        for await (const message of association) {
          await once(association, 'peerShutdown');
          await association.send(message.data);
        }
      });
    });
    server.on('error', (error) => assert.unreachable(error.message));
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const a = await connect({ port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    await a.send('question');
    await a.shutdown();
    await ended;
    await server.close();
  });

  test('waits for its port when it is closed while it opens, and can listen again at once', async () => {
    const server = createServer();
    const transport = memory();
    const opening = server.listen({ port: 7, transport });
    await server.close();
    await opening;
    assert.is(server.port, undefined);
    await server.listen({ port: 7, transport });
    assert.is(server.port, 7);
    await server.close();
  });

  test('takes it as no failure of its own when a handler reads to the end of an aborted association', async () => {
    const network = memoryNetwork();
    const server = createServer(quick);
    const ended = new Promise<void>((resolve) => {
      server.on('association', async (association: Association) => {
        association.once('close', () => setImmediate(resolve));
        for await (const message of association) await association.send(message.data);
      });
    });
    server.on('error', (error) => assert.unreachable(error.message));
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const a = await connect({ port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    a.abort('routine');
    await ended;
    await server.close();
  });
});

describe('statistics of a server', (test) => {
  test('are 0 before it listens', () => {
    assert.ok(Object.values(createServer().statistics()).every((count) => count === 0));
  });

  test('count what has come, and stay as they were told', async () => {
    const { server, a } = await connectPair();
    const before = server.statistics();
    const gone = once([...server.associations][0] as Association, 'close'); // there is one
    await a.shutdown();
    await gone;
    const { passiveEstabs, activeEstabs, shutdowns, aborteds } = server.statistics();
    assert.equal([passiveEstabs, activeEstabs, shutdowns, aborteds, before.shutdowns], [1, 0, 1, 0, 0]);
    await server.close();
  });
});

describe('cookie keys of a server', (test) => {
  const key = Buffer.alloc(32, 1);

  test('are refused when they are none', () => {
    const server = createServer();
    assert.throws(() => server.setCookieKeys([]), /cookieKeys takes a list/);
    assert.throws(() => server.setCookieKeys([Buffer.alloc(15)]), /a cookie key of 15 bytes/);
  });

  test('can be replaced before and while it listens', async () => {
    const network = memoryNetwork();
    const server = createServer();
    server.setCookieKeys([key]);
    const listening = server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    server.setCookieKeys([Buffer.alloc(32, 2)]);
    await listening;
    server.setCookieKeys([key]);
    const transport = memory({ network, addresses: ['192.0.2.2'] });
    const association = await connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport });
    assert.is(association.state, 'ESTABLISHED');
    await association.shutdown();
    await server.close();
  });
});
