import { once } from 'node:events';
import { type Association, connect, createServer, memory, memoryNetwork, type Transport } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { quick } from './pair.ts';
import { published } from './published.ts';
import { readTexts } from './read-texts.ts';

/** A memory transport that can be cut off, as a process that crashes is. */
function mortal(transport: Transport): { readonly transport: Transport; die(): void } {
  let isAlive = true;
  return {
    die: () => {
      isAlive = false;
    },
    transport: {
      encapsulationOverhead: 0,
      open: async ({ receiver, ...options }) => {
        const port = await transport.open({
          ...options,
          receiver: {
            receive: (packet, from, to) => {
              if (isAlive) receiver.receive(packet, from, to);
            },
            fail: (error) => receiver.fail(error),
          },
        });
        return {
          port: port.port,
          localAddresses: port.localAddresses,
          statistics: port.statistics,
          mtuTo: (to) => port.mtuTo(to),
          unref: () => port.unref(),
          close: () => port.close(),
          send: (packet, to, from) => {
            if (isAlive) port.send(packet, to, from);
          },
        };
      },
    },
  };
}

/** An association with a peer that dies and comes back: what the server has of it, and the second life of the peer. */
async function restartedPeer(beforeDeath: (z: Association, a: Association) => Promise<unknown>) {
  const network = memoryNetwork();
  const server = createServer(quick);
  await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
  const accepted = once(server, 'association');
  const below = memory({ network, addresses: ['192.0.2.2'] });
  const { transport, die } = mortal(below);
  const before = await connect({ ...quick, port: 7, localPort: 9, addresses: ['192.0.2.1'], transport });
  const [z] = (await accepted) as [Association]; // the arguments of the event
  await beforeDeath(z, before);
  const restarted = once(z, 'restart');
  die();
  before.abort();
  await once(before, 'close').catch(() => {});
  const after = await connect({ ...quick, port: 7, localPort: 9, addresses: ['192.0.2.1'], transport: below });
  await restarted;
  return { server, z, after };
}

describe('an association whose peer restarts', (test) => {
  test('tells its user, fails what was under way, and goes on', async () => {
    const network = memoryNetwork();
    const server = createServer(quick);
    await server.listen({ port: 7, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const accepted = once(server, 'association');
    const below = memory({ network, addresses: ['192.0.2.2'] });
    const { transport, die } = mortal(below);
    const before = await connect({ ...quick, port: 7, localPort: 9, addresses: ['192.0.2.1'], transport });
    const [z] = await accepted;
    const restarted = once(z, 'restart');
    die();
    const lost = rejection(z.send('lost', { until: 'acknowledged' }));
    before.abort();
    await once(before, 'close').catch(() => {});
    const after = await connect({ ...quick, port: 7, localPort: 9, addresses: ['192.0.2.1'], transport: below });
    await restarted;
    assert.is((await lost).code, 'ERR_SCTP_PEER_RESTARTED');
    const message = once(after, 'message');
    await z.send('welcome back');
    assert.is((await message)[0].data.toString(), 'welcome back');
    assert.is(server.associations.size, 1);
    after.abort();
    await server.close();
  });

  test('leaves its streams as they are: what was not read comes first, then what the peer sends anew', async () => {
    const { server, z, after } = await restartedPeer(async (side, before) => {
      side.stream(1);
      for (const text of ['read', 'unread']) await before.send(text, { stream: 1, until: 'acknowledged' });
      assert.equal(await readTexts(side.stream(1), 1), ['read']);
    });
    z.on('message', () => assert.unreachable('the stream is still read apart'));
    after.send('anew', { stream: 1 });
    assert.equal(await readTexts(z.stream(1), 2), ['unread', 'anew']);
    z.stream(1).write('welcome back');
    assert.equal(await readTexts(after.stream(1), 1), ['welcome back']);
    after.abort();
    await server.close();
  });

  test('is told of on the channel of restarts, once, with its ends', async () => {
    let association: Association | undefined;
    const messages = await published('usctp:association:restart', async () => {
      const { server, z, after } = await restartedPeer(async () => {});
      association = z;
      after.abort();
      await server.close();
    });
    assert.is(messages[0]?.association, association);
    assert.equal(messages, [{ association, localPort: 7, peerPort: 9, peerAddresses: ['192.0.2.2'] }]);
  });
});
