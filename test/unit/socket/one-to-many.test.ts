import { once } from 'node:events';
import { type Association, createServer, memory, memoryNetwork, type Server } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { quick } from './pair.ts';

/** Servers on port 7 of 192.0.2.1, 192.0.2.2, …, on a network of their own. */
async function listen(count: number): Promise<Server[]> {
  const network = memoryNetwork();
  const servers = Array.from({ length: count }, () => createServer(quick));
  for (const [index, server] of servers.entries()) {
    await server.listen({ port: 7, transport: memory({ network, addresses: [`192.0.2.${index + 1}`] }) });
  }
  return servers;
}

const closeAll = (servers: readonly Server[]) => Promise.all(servers.map((server) => server.close()));

describe('a server that connects', (test) => {
  test('has associations from its own port to several peers, beside those that peers have set up', async () => {
    const servers = await listen(3);
    const [a, z, other] = servers as [Server, Server, Server]; // there are three
    const toZ = await a.connect({ port: 7, addresses: ['192.0.2.2'] });
    const toOther = await a.connect({ port: 7, addresses: ['192.0.2.3'] });
    assert.equal([toZ.localPort, toZ.peerPort, toOther.localPort], [7, 7, 7]);
    assert.equal([...a.associations], [toZ, toOther]);
    await other.connect({ port: 7, addresses: ['192.0.2.2'] });
    assert.equal(
      [a, z, other].map(({ associations }) => associations.size),
      [2, 2, 2],
    );
    await closeAll(servers);
    assert.equal(
      [a, z, other].map(({ associations }) => associations.size),
      [0, 0, 0],
    );
  });

  test('has no event for an association that it has set up itself', async () => {
    const servers = await listen(2);
    const [a, z] = servers as [Server, Server]; // there are two
    a.on('association', () => assert.unreachable());
    const accepted = once(z, 'association');
    await a.connect({ port: 7, addresses: ['192.0.2.2'] });
    const [association] = (await accepted) as [Association]; // the arguments of the event
    assert.is(association.peerPort, 7);
    await closeAll(servers);
  });

  test('gets one association when both call each other at once (RFC 9260 §5.2.1)', async () => {
    const servers = await listen(2);
    const [a, z] = servers as [Server, Server]; // there are two
    const both = [a.connect({ port: 7, addresses: ['192.0.2.2'] }), z.connect({ port: 7, addresses: ['192.0.2.1'] })];
    const [fromA, fromZ] = (await Promise.all(both)) as [Association, Association];
    assert.equal([[...a.associations], [...z.associations]], [[fromA], [fromZ]]);
    const arrived = once(fromZ, 'message');
    await fromA.send('one association');
    assert.is(`${(await arrived)[0].data}`, 'one association');
    await closeAll(servers);
  });

  test('refuses a second association with the same peer', async () => {
    const servers = await listen(2);
    const [a] = servers as [Server, Server]; // there are two
    await a.connect({ port: 7, addresses: ['192.0.2.2'] });
    const { code } = await rejection(a.connect({ port: 7, addresses: ['192.0.2.2'] }));
    assert.is(code, 'ERR_SCTP_CONNECT_FAILED');
    await closeAll(servers);
  });

  test('refuses what it cannot do, and wrong options', async () => {
    const servers = await listen(1);
    const [a] = servers as [Server]; // there is one
    assert.is((await rejection(createServer().connect({ port: 7 }))).code, 'ERR_SCTP_CLOSED');
    // `as never`: what a caller without types may pass.
    assert.match(`${await rejection(a.connect({ port: 7, rtoMin: 5 } as never))}`, /there is no option rtoMin/);
    assert.match(`${await rejection(a.connect({ port: 0 }))}`, /RangeError: port 0/);
    assert.match(`${await rejection(a.connect({ port: 7, addresses: [] }))}`, /TypeError: addresses is empty/);
    await closeAll(servers);
    assert.is((await rejection(a.connect({ port: 7 }))).code, 'ERR_SCTP_CLOSED');
  });

  test('gives up when its signal is aborted, or when it closes', async () => {
    const servers = await listen(1);
    const [a] = servers as [Server]; // there is one
    const controller = new AbortController();
    const attempt = rejection(a.connect({ port: 7, addresses: ['192.0.2.99'], signal: controller.signal }));
    controller.abort(new Error('changed my mind'));
    assert.match(`${await attempt}`, /changed my mind/);
    const late = a.connect({ port: 7, addresses: ['192.0.2.99'], signal: controller.signal });
    assert.match(`${await rejection(late)}`, /changed my mind/);
    const closing = rejection(a.connect({ port: 7, addresses: ['192.0.2.98'] }));
    assert.is(a.associations.size, 0);
    await a.close();
    assert.is((await closing).code, 'ERR_SCTP_ABORTED');
  });
});
