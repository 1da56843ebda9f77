import { setTimeout as delay } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { type Association, connect, createServer, memory, memoryNetwork } from 'usctp';
import { registerMetrics } from 'usctp/metrics';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { heldMemory } from '../helpers/held-memory.ts';
import { rejection } from '../helpers/rejection.ts';
import { within } from '../unit/transport/inbox.ts';

/** The default of `maxAssociations`. */
const count = 10_000;
/** Clients that connect at the same time. */
const atOnce = 500;
const minute = 60_000;
/** Bytes that both ends of an idle association may hold, with the port of the one that connected. */
const mostPerPair = 50_000;
/** Bytes that may be left of each when all is over. */
const mostLeft = 1000;

describe('a server with ten thousand associations', (test) => {
  test('echoes a message on each, refuses one more, closes, and leaves nothing in memory', async () => {
    const network = memoryNetwork();
    const addresses = ['192.0.2.1'];
    const server = createServer();
    server.on('association', echo);
    await server.listen({ port: 7, transport: memory({ network, addresses }) });
    const transport = memory({ network, addresses: ['192.0.2.2'] });
    const client = () => connect({ port: 7, addresses, transport });
    const before = heldMemory();

    const clients = await timed('connected', () => connectAll(client));
    assert.is(server.associations.size, count);
    await timed('echoed', () => Promise.all(clients.map(checkEcho)));
    const perPair = (heldMemory() - before) / count;
    console.log(`    ${Math.round(perPair)} bytes held for both ends of each`);
    assert.ok(perPair < mostPerPair);

    const register = new Registry();
    (await registerMetrics({ register })).add(server);
    await timed('scraped', () => register.metrics());

    assert.is((await rejection(client())).code, 'ERR_SCTP_ABORTED_BY_PEER');
    await timed('closed', () => server.close());
    assert.ok(clients.every(({ state }) => state === 'CLOSED'));
    clients.length = 0;
    // Each port answers on for some seconds after its association.
    await timed('forgotten', async () => {
      while ((heldMemory() - before) / count > mostLeft) await delay(500);
    });
  });
});

async function echo(association: Association): Promise<void> {
  for await (const { data, stream } of association) await association.send(data, { stream });
}

async function connectAll(client: () => Promise<Association>): Promise<Association[]> {
  const clients: Association[] = [];
  while (clients.length < count) clients.push(...(await Promise.all(Array.from({ length: atOnce }, client))));
  return clients;
}

async function checkEcho(association: Association, index: number): Promise<void> {
  await association.send(`${index}`);
  for await (const { data } of association) {
    assert.is(data.toString(), `${index}`);
    return;
  }
}

/** Has it done within a minute, and prints how long it took. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await within(minute, work());
  console.log(`    ${what} after ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
