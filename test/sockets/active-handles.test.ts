import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { type Association, connect, createServer, type Server, type Transport, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { rejection } from '../helpers/rejection.ts';

const deadline = 20_000;
const quick = { rtoInitial: 50, rtoMin: 50 } as const;
const host = '127.0.0.1';

/** What keeps this process alive: sockets and timers, by kind. */
function activeHandles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => kind !== 'Immediate')
    .sort();
}

interface Ends {
  readonly server: Server;
  readonly client: Association;
  readonly transport: Transport;
}

/** A server that reads, and an association with it, over UDP on loopback. */
async function connectOverUdp(): Promise<Ends> {
  const server = createServer(quick);
  server.on('association', (association) => association.on('message', () => {}));
  const listening = udp({ localPort: 0 });
  await server.listen({ port: 7, addresses: [host], transport: listening });
  const transport = udp({ peerPort: listening.localUdpPort as number }); // it is open
  const client = await connect({ ...quick, port: 7, addresses: [host], transport });
  return { server, client, transport };
}

/** What is left once it has ended, as against before. @throws when that takes too long. */
async function handlesAfter(way: (ends: Ends) => Promise<unknown>): Promise<string[]> {
  const before = activeHandles();
  await way(await connectOverUdp());
  const started = performance.now();
  while (activeHandles().length > before.length && performance.now() - started < deadline) await setImmediate();
  const after = activeHandles();
  for (const kind of before) after.splice(after.indexOf(kind), 1);
  return after;
}

const ways: Readonly<Record<string, (ends: Ends) => Promise<unknown>>> = {
  'both sides are closed': async ({ server, client }) => {
    await client.send('hello', { until: 'acknowledged' });
    await client.shutdown();
    await server.close();
  },
  'the association is aborted': async ({ server, client }) => {
    client.abort();
    await server.close();
  },
  'the server closes first': async ({ server, client }) => {
    const ended = once(client, 'close');
    await server.close();
    await ended;
  },
  'the server drains, and its peer does not go along': async ({ server, client }) => {
    const ended = new Promise((resolve) => client.once('close', resolve));
    for (const association of server.associations) {
      for (let i = 0; i < 5; i += 1) void association.send(new Uint8Array(2 ** 20)).catch(() => {});
    }
    await server.drain(50);
    await ended;
  },
  'both are disposed of': async ({ server, client }) => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  },
  'a heartbeat was asked for, and nothing awaited': async ({ server, client }) => {
    await client.heartbeat(host);
    void client.shutdown();
    await server.close();
  },
  'a connect has failed, and one was given up': async ({ server, client, transport }) => {
    const nobody = { ...quick, port: 7, addresses: ['127.0.0.99'], transport, maxInitRetransmissions: 0 };
    assert.is((await rejection(connect(nobody))).code, 'ERR_SCTP_CONNECT_TIMEOUT');
    const signal = AbortSignal.timeout(20);
    assert.is((await rejection(connect({ ...nobody, rtoInitial: 10_000, signal }))).name, 'TimeoutError');
    await client.shutdown();
    await server.close();
  },
};

describe('no socket and no timer keeps the process alive', (test) => {
  for (const [name, way] of Object.entries(ways)) {
    test(`when ${name}`, async () => {
      assert.equal(await handlesAfter(way), []);
    });
  }

  test('by measure: while an association lives, both do', async () => {
    const before = activeHandles();
    const { server, client } = await connectOverUdp();
    const lively = activeHandles();
    for (const kind of before) lively.splice(lively.indexOf(kind), 1);
    assert.ok(lively.includes('UDPWrap') && lively.includes('Timeout'), `${lively}`);
    await client.shutdown();
    await server.close();
  });
});
