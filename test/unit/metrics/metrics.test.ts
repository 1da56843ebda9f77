import { once } from 'node:events';
import { Registry } from 'prom-client';
import { type Association, connect, createServer, memory, memoryNetwork, type Server } from 'usctp';
import { type MetricsOptions, registerMetrics } from 'usctp/metrics';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair, type Pair, quick } from '../socket/pair.ts';
import { type Family, lint, parseExposition } from './exposition.ts';

const server7 = 'name="",role="server",port="7"';
const client7 = 'name="",role="client",port="7"';

/** What a test has opened, to be ended behind it, also where it fails. */
const opened: (() => Promise<void>)[] = [];

async function endAll(): Promise<void> {
  for (const end of opened.splice(0)) await end();
}

async function pair(): Promise<Pair> {
  const ends = await connectPair();
  opened.push(ends.end);
  return ends;
}

/** A registry of its own, with our metrics. */
async function registered(options: MetricsOptions = {}) {
  const register = new Registry();
  const metrics = await registerMetrics({ register, ...options });
  const scrape = async () => parseExposition(await register.metrics());
  return { register, metrics, scrape };
}

function valueAt(families: ReadonlyMap<string, Family>, name: string, labels: string): number | undefined {
  return families.get(name)?.series.get(labels);
}

/** Servers on port 7 of 192.0.2.1, 192.0.2.2, …, and a way to call each. */
async function listen(count: number) {
  const network = memoryNetwork();
  const servers: Server[] = [];
  for (let i = 1; i <= count; i += 1) {
    const server = createServer(quick);
    await server.listen({ port: 7, transport: memory({ network, addresses: [`192.0.2.${i}`] }) });
    servers.push(server);
    opened.push(() => end(server));
  }
  const call = async (i: number): Promise<Association> => {
    const accepted = once(servers[i - 1] as Server, 'association'); // as many as were asked for
    const transport = memory({ network, addresses: [`198.51.100.${i}`] });
    const association = await connect({ ...quick, port: 7, addresses: [`192.0.2.${i}`], transport });
    await accepted;
    return association;
  };
  return { servers, call };
}

async function end(server: Server): Promise<void> {
  for (const association of server.associations) association.abort();
  await server.close();
}

describe('metrics for Prometheus', (test) => {
  test.after.each(endAll);

  test('are named, typed and explained as Prometheus wants it, also those of each association', async () => {
    const { server, a } = await pair();
    const { metrics, scrape } = await registered({ perAssociation: true });
    metrics.add(server);
    metrics.add(a);
    // A path has a round-trip time when one has been measured.
    await a.send('hello', { until: 'acknowledged' });
    const families = await scrape();
    assert.equal(lint(families), []);
    assert.ok(families.size > 100, `${families.size} metrics`);
    const empty = [...families].filter(([, { series }]) => series.size === 0).map(([name]) => name);
    assert.equal(empty, []);
  });

  test('have each count of a server as a counter, and the present as gauges', async () => {
    const { server, a } = await pair();
    const { metrics, scrape } = await registered();
    metrics.add(server);
    await a.send('hello', { until: 'acknowledged' });
    const families = await scrape();
    const statistics = server.statistics();
    const { currEstab, ...counters } = statistics;
    for (const [name, count] of Object.entries(counters)) {
      const metric = `usctp_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`;
      assert.is(valueAt(families, metric, server7), count, metric);
    }
    assert.is(valueAt(families, 'usctp_curr_estab', server7), currEstab);
    assert.is(valueAt(families, 'usctp_unread_messages', server7), 1);
    assert.is(valueAt(families, 'usctp_associations', `${server7},state="ESTABLISHED"`), 1);
    assert.is(valueAt(families, 'usctp_associations', `${server7},state="SHUTDOWN-SENT"`), 0);
    assert.is(valueAt(families, 'usctp_paths', `${server7},state="ACTIVE"`), 1);
  });

  test('have another prefix where one is given, and so twice the place in one registry', async () => {
    const { register } = await registered();
    const again = await rejection(registerMetrics({ register }));
    assert.match(again.message, /the registry has a metric usctp_out_sctp_packs_total already/);
    const other = await registerMetrics({ register, prefix: 'other_' });
    assert.match(await register.metrics(), /# TYPE other_rtx_chunks_total counter/);
    other.unregister();
    assert.not.match(await register.metrics(), /other_/);
    assert.match(await register.metrics(), /usctp_/);
  });

  test('are those of the registry that prom-client has, by default', async () => {
    const { register } = await import('prom-client');
    const metrics = await registerMetrics();
    assert.ok(register.getSingleMetric('usctp_rtx_chunks_total'));
    metrics.unregister();
    assert.is(register.getSingleMetric('usctp_rtx_chunks_total'), undefined);
  });
});

describe('metrics of several servers', (test) => {
  test.after.each(endAll);

  test('are summed up for the same labels, and apart with a name', async () => {
    const { servers, call } = await listen(3);
    const { metrics, scrape } = await registered();
    for (const [i, server] of servers.entries()) metrics.add(server, i === 2 ? { name: 'third' } : {});
    for (const i of [1, 2, 3]) await call(i);
    const families = await scrape();
    assert.is(valueAt(families, 'usctp_passive_estabs_total', server7), 2);
    assert.is(valueAt(families, 'usctp_passive_estabs_total', 'name="third",role="server",port="7"'), 1);
  });

  test('end as the last server of a label closes, and do not get smaller before', async () => {
    const { servers, call } = await listen(2);
    const { metrics, scrape } = await registered();
    const [first, second] = servers as [Server, Server]; // there are two
    metrics.add(first);
    metrics.add(second);
    await Promise.all([call(1), call(2)]);
    assert.is(valueAt(await scrape(), 'usctp_passive_estabs_total', server7), 2);
    await end(first);
    assert.is(valueAt(await scrape(), 'usctp_passive_estabs_total', server7), 2);
    assert.is(valueAt(await scrape(), 'usctp_curr_estab', server7), 1);
    metrics.remove(second);
    metrics.remove(second);
    assert.is(valueAt(await scrape(), 'usctp_passive_estabs_total', server7), undefined);
  });

  test('begin when the server listens, and are not of two that are one', async () => {
    const server = createServer();
    const { metrics, scrape } = await registered();
    metrics.add(server);
    metrics.add(server);
    assert.is((await scrape()).get('usctp_in_sctp_packs_total')?.series.size, 0);
    await server.listen({ port: 7, transport: memory({ network: memoryNetwork() }) });
    assert.is(valueAt(await scrape(), 'usctp_in_sctp_packs_total', server7), 0);
    await server.close();
    assert.is(server.listenerCount('close'), 0);
    assert.is((await scrape()).get('usctp_in_sctp_packs_total')?.series.size, 0);
  });
});

describe('metrics of clients', (test) => {
  test.after.each(endAll);

  test('go on after the end of an association, and tell of it', async () => {
    const { a, end } = await pair();
    const { metrics, scrape } = await registered();
    metrics.add(a);
    assert.is(valueAt(await scrape(), 'usctp_active_estabs_total', client7), 1);
    const closed = new Promise((resolve) => a.once('close', resolve));
    await end();
    await closed;
    const families = await scrape();
    assert.is(valueAt(families, 'usctp_active_estabs_total', client7), 1);
    assert.is(valueAt(families, 'usctp_aborteds_total', client7), 1);
    assert.is(valueAt(families, 'usctp_curr_estab', client7), 0);
    metrics.unregister();
  });

  test('are refused for an association of a server, which is counted there', async () => {
    const { z } = await pair();
    const { metrics } = await registered();
    assert.throws(() => metrics.add(z), /counted with its server/);
  });

  test('leave nothing behind where they are unregistered', async () => {
    const { a } = await pair();
    const listeners = a.listenerCount('close');
    const { metrics, register } = await registered({ perAssociation: true });
    metrics.add(a);
    metrics.unregister();
    assert.equal([a.listenerCount('close'), register.getMetricsAsArray().length], [listeners, 0]);
  });
});

describe('metrics of each association', (test) => {
  test.after.each(endAll);

  test('are there when they are asked for, with its paths', async () => {
    const { server, a } = await pair();
    const { metrics, scrape } = await registered({ perAssociation: true });
    metrics.add(server);
    await a.send('hello', { until: 'acknowledged' });
    const families = await scrape();
    const labels = `${server7},local_port="7",peer="192.0.2.2",peer_port="${a.localPort}"`;
    assert.is(valueAt(families, 'usctp_association_messages_received_total', labels), 1);
    assert.is(valueAt(families, 'usctp_association_unread_messages', labels), 1);
    const path = `${labels},address="192.0.2.2"`;
    assert.ok((valueAt(families, 'usctp_path_in_sctp_packs_total', path) ?? 0) >= 2);
    assert.is(valueAt(families, 'usctp_path_active', path), 1);
    assert.ok((valueAt(families, 'usctp_path_rto_seconds', path) ?? 0) <= 1, 'in seconds');
    assert.is(valueAt(families, 'usctp_associations_left_out', ''), 0);
  });

  test('are those of the oldest ones where there are too many, and tell how many have none', async () => {
    const { servers, call } = await listen(3);
    const { metrics, scrape } = await registered({ perAssociation: true, maxAssociations: 2 });
    for (const server of servers) metrics.add(server);
    const [first, second] = [await call(1), await call(2), await call(3)];
    const families = await scrape();
    const ports = [first, second].map(({ localPort }) => `peer_port="${localPort}"`);
    const labels = [...(families.get('usctp_association_messages_received_total')?.series.keys() ?? [])];
    assert.equal(labels.map((label) => label.split(',').at(-1)).sort(), ports.sort());
    assert.is(valueAt(families, 'usctp_associations_left_out', ''), 1);
    assert.is(valueAt(families, 'usctp_associations', `${server7},state="ESTABLISHED"`), 3);
  });

  test('are refused with a limit that is none', async () => {
    for (const maxAssociations of [-1, 0.5, Number.NaN]) {
      assert.instance(await rejection(registered({ perAssociation: true, maxAssociations })), RangeError);
    }
  });
});
