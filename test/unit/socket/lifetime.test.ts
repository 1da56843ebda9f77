import { once } from 'node:events';
import { type Association, connect, createServer, memory, memoryNetwork, tap } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair, quick } from './pair.ts';

const smallWindow = { receiveBuffer: 4096 } as const;

/** Sends more than a small window takes: while nobody reads, the association cannot be shut down. */
async function fillWindow(association: Association): Promise<void> {
  for (let i = 0; i < 20; i += 1) await association.send(new Uint8Array(1000));
}

/** Waits for the end, whatever it is. */
function ended(association: Association): Promise<void> {
  return new Promise((resolve) => association.once('close', () => resolve()));
}

describe('drain', (test) => {
  test('shuts down the associations of a server, and tells how many', async () => {
    const { server, a } = await connectPair();
    const end = ended(a);
    assert.equal(await server.drain(10_000), { shutdowns: 1, aborteds: 0 });
    await end;
    assert.equal([a.error, server.port], [undefined, undefined]);
  });

  test('delivers what was sent before', async () => {
    const { server, a, z } = await connectPair();
    void z.send('last words');
    const drained = server.drain(10_000);
    const received: string[] = [];
    for await (const { data } of a) received.push(`${data}`);
    assert.equal([received, await drained], [['last words'], { shutdowns: 1, aborteds: 0 }]);
  });

  test('aborts what has not ended at the deadline, which the peer is told', async () => {
    const { server, a, z } = await connectPair({ client: smallWindow });
    await fillWindow(z);
    const end = ended(a);
    assert.equal(await server.drain(30), { shutdowns: 0, aborteds: 1 });
    await end;
    assert.match(`${a.error?.message}`, /not shut down within 30 ms/);
  });

  test('puts a deadline to a close that is under way', async () => {
    const { server, z } = await connectPair({ client: smallWindow });
    await fillWindow(z);
    const closing = server.close();
    assert.equal(await server.drain(0), { shutdowns: 0, aborteds: 1 });
    await closing;
  });

  test('refuses new associations meanwhile', async () => {
    const network = memoryNetwork();
    const server = createServer(quick);
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const first = await connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    server.associations.forEach((association) => void association.send('unread'));
    const drained = server.drain(10_000);
    const second = connect({ ...quick, port: 7, addresses: ['192.0.2.1'], transport: memory({ network }) });
    assert.is((await rejection(second)).code, 'ERR_SCTP_ABORTED_BY_PEER');
    first.on('message', () => {});
    await drained;
  });

  test('of a server that does not listen does nothing', async () => {
    assert.equal(await createServer().drain(0), { shutdowns: 0, aborteds: 0 });
  });

  test('refuses a deadline that is none', async () => {
    const server = createServer();
    // `as never`: what a caller without types may pass.
    assert.match(`${await rejection(server.drain('soon' as never))}`, /TypeError: deadline is "soon"/);
    assert.match(`${await rejection(server.drain(-1))}`, /RangeError: deadline -1 .* 0–86400000/);
  });
});

describe('close of a server with many associations', (test) => {
  test('spreads SHUTDOWNs over turns of the event loop, as thousands at once would be lost', async () => {
    const shutdown = 7;
    const network = memoryNetwork();
    const shutdownsOfTurn = [0];
    const transport = tap(memory({ network, addresses: ['192.0.2.1'] }), ({ direction, packet }) => {
      if (direction !== 'out' || packet[12] !== shutdown) return;
      const turn = shutdownsOfTurn.length - 1;
      if (shutdownsOfTurn[turn] === 0) setImmediate(() => shutdownsOfTurn.push(0));
      shutdownsOfTurn[turn] = (shutdownsOfTurn[turn] ?? 0) + 1;
    });
    const server = createServer();
    await server.listen({ port: 7, transport });
    const peers = memory({ network });
    const calls = Array.from({ length: 200 }, () => connect({ port: 7, addresses: ['192.0.2.1'], transport: peers }));
    await Promise.all(calls);
    await server.close();
    assert.is(server.associations.size, 0);
    // A turn as it is counted here may begin in the middle of one.
    assert.ok(Math.max(...shutdownsOfTurn) <= 128, `${shutdownsOfTurn}`);
    assert.ok(shutdownsOfTurn.reduce((sum, count) => sum + count, 0) >= 200);
  });
});

describe('await using', (test) => {
  test('shuts an association down, also where messages are left unread', async () => {
    const { a, z, end } = await connectPair({ client: smallWindow });
    await fillWindow(z);
    const sent = z.send('the last one', { until: 'acknowledged' });
    await a[Symbol.asyncDispose]();
    await sent;
    assert.equal([a.state, a.error], ['CLOSED', undefined]);
    await end();
  });

  test('leaves an association alone that has ended, with an error, too', async () => {
    const { a, end } = await connectPair();
    a.abort('over');
    await ended(a);
    await a[Symbol.asyncDispose]();
    assert.is(a.error?.code, 'ERR_SCTP_ABORTED');
    await end();
  });

  test('rejects when the association fails meanwhile', async () => {
    const { a, z, end } = await connectPair();
    const disposed = rejection(a[Symbol.asyncDispose]());
    z.abort('not so');
    assert.is((await disposed).code, 'ERR_SCTP_ABORTED_BY_PEER');
    await end();
  });

  test('closes a server', async () => {
    const { server, a } = await connectPair();
    const end = ended(a);
    await server[Symbol.asyncDispose]();
    await end;
    assert.is(server.port, undefined);
  });
});

describe('a signal', (test) => {
  test('aborts an association that is not shut down in time', async () => {
    const { a, end } = await connectPair({ server: smallWindow });
    await fillWindow(a);
    assert.is((await rejection(a.shutdown({ signal: AbortSignal.timeout(20) }))).code, 'ERR_SCTP_ABORTED');
    await end();
  });

  test('that was aborted before leaves no time', async () => {
    const { a, end } = await connectPair();
    assert.is((await rejection(a.shutdown({ signal: AbortSignal.abort() }))).code, 'ERR_SCTP_ABORTED');
    await end();
  });

  test('does nothing to an association that was shut down in time', async () => {
    const { a, end } = await connectPair();
    const controller = new AbortController();
    await a.shutdown({ signal: controller.signal });
    controller.abort();
    await a.shutdown({ signal: controller.signal });
    assert.is(a.error, undefined);
    await end();
  });

  test('closes a server', async () => {
    const controller = new AbortController();
    const server = createServer();
    const closed = once(server, 'close');
    await server.listen({ port: 7, transport: memory(), signal: controller.signal });
    controller.abort();
    await closed;
    assert.is(server.port, undefined);
    await server.listen({ port: 7, transport: memory() });
    await server.close();
  });

  test('keeps a server from listening, before and while its port opens', async () => {
    const controller = new AbortController();
    const server = createServer();
    const transport = memory();
    const opening = rejection(server.listen({ port: 7, transport, signal: controller.signal }));
    controller.abort(new Error('changed my mind'));
    assert.match(`${await opening}`, /changed my mind/);
    const late = rejection(server.listen({ port: 7, transport, signal: controller.signal }));
    assert.match(`${await late}`, /changed my mind/);
    await server.listen({ port: 7, transport });
    await server.close();
  });
});
