import { creditControl, type DiameterMessage, type RequestOf, writeAnswer, writeRequest } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { RedirectRoutes } from '../../../packages/diameter/src/node/redirect-routes.ts';
import { describe } from '../../helpers/describe.ts';
import { rejection, values } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

type Redirected = Awaited<ReturnType<typeof redirected>>;
type Answer = Parameters<typeof writeAnswer<typeof creditControl.request.rules, typeof creditControl.answer.rules>>[2];

/** A client with a redirect agent for its realm, and a server that serves another one. */
async function redirected() {
  const nodes = new VirtualNodes();
  const [from, at1, at2] = [nodes.host('192.0.2.9'), nodes.host('192.0.2.1'), nodes.host('192.0.2.2')];
  const [agent, server] = [new FakePeer(nodes, 'agent.example'), new FakePeer(nodes, 'server.example')];
  await agent.listen(at1);
  await server.listen(at2);
  const client = nodes.node('client.example', {
    peers: [
      { identity: 'agent.example', connect: nodes.connector(from, at1) },
      { identity: 'server.example', realm: 'elsewhere', connect: nodes.connector(from, at2) },
    ],
  });
  await client.start();
  await nodes.run(50);
  for (const peer of [agent, server]) peer.acceptCer();
  await nodes.run(50);
  return { nodes, client, agent, server };
}

async function answer(nodes: VirtualNodes, peer: FakePeer, others: Partial<Answer>): Promise<void> {
  const request = peer.last(creditControl);
  if (request === undefined) throw new Error('no request has come');
  const { 'Destination-Realm': _, 'Service-Context-Id': __, ...echoed } = peer.creditControlValues();
  const given = { ...echoed, 'Session-Id': values['Session-Id'], 'Result-Code': 2001, ...others };
  peer.send({ ...writeAnswer(creditControl, request, given), isError: given['Result-Code'] === 3006 });
  await nodes.run(50);
}

/** A request that the agent sends to the server, which answers it. */
async function goThrough({ nodes, client, agent, server }: Redirected, usage: Partial<Answer> = {}): Promise<void> {
  const answering = client.request(creditControl, values);
  await nodes.run(50);
  const asked = agent.last(creditControl);
  await answer(nodes, agent, { ...toServer, ...usage });
  const passed = server.last(creditControl);
  assert.equal([passed?.isRetransmitted, passed?.endToEnd, passed?.avps], [false, asked?.endToEnd, asked?.avps]);
  await answer(nodes, server, {});
  assert.is((await answering)['Origin-Host'], 'server.example');
}

/** Who answers the next request: of the two the one that gets it. */
async function whoAnswers({ nodes, client }: Redirected, peer: FakePeer, others: object = {}): Promise<string> {
  const answering = client.request(creditControl, { ...values, ...others });
  await nodes.run(50);
  await answer(nodes, peer, {});
  return (await answering)['Origin-Host'];
}

const toServer = {
  'Result-Code': 3006,
  'Redirect-Host': ['aaa://nobody.example;transport=sctp', 'aaa://Server.example:3868;transport=sctp'],
} as const;

describe('a request that is redirected (RFC 6733 §6.1.8)', (test) => {
  test('goes to the first host that is a peer, as it is', async () => {
    const all = await redirected();
    for (const _ of [1, 2]) await goThrough(all);
  });

  test('takes others along for as long as the agent says', async () => {
    const all = await redirected();
    const { nodes, agent, server } = all;
    await goThrough(all, { 'Redirect-Host-Usage': 'ALL_REALM', 'Redirect-Max-Cache-Time': 20 });
    const { length } = agent.received;
    assert.equal([await whoAnswers(all, server), agent.received.length], ['server.example', length]);
    assert.is(await whoAnswers(all, agent, { 'Destination-Host': 'agent.example' }), 'agent.example', 'it is named');
    await nodes.run(20_000, 100);
    assert.is(await whoAnswers(all, agent), 'agent.example');
  });

  test('takes others along also while the agent is gone', async () => {
    const all = await redirected();
    await goThrough(all, { 'Redirect-Host-Usage': 'ALL_REALM', 'Redirect-Max-Cache-Time': 20 });
    all.agent.shutdown();
    await all.nodes.run(100);
    assert.is(await whoAnswers(all, all.server), 'server.example');
  });

  test('goes to the agent again once the host is gone, also when that is back', async () => {
    const all = await redirected();
    const { nodes, agent, server } = all;
    await goThrough(all, { 'Redirect-Host-Usage': 'ALL_HOST', 'Redirect-Max-Cache-Time': 2000 });
    server.shutdown();
    await nodes.run(100);
    assert.is(await whoAnswers(all, agent), 'agent.example');
    await nodes.run(2000, 50);
    server.acceptCer();
    await nodes.run(50);
    assert.is(await whoAnswers(all, agent), 'agent.example');
  });

  test('fails with 3006 where no host is a peer, or the host redirects to the agent', async () => {
    const { nodes, client, agent, server } = await redirected();
    const error = rejection(nodes, client.request(creditControl, values), 400);
    await nodes.run(50);
    await answer(nodes, agent, toServer);
    await answer(nodes, server, { 'Result-Code': 3006, 'Redirect-Host': ['aaa://agent.example'] });
    const { code, resultCode } = await error;
    assert.equal([code, resultCode], ['ERR_DIAMETER_ERROR_ANSWER', 3006]);
  });
});

describe('the routes that redirect agents tell of', (test) => {
  const of = (others: Partial<RequestOf<typeof creditControl>>): DiameterMessage => {
    const origin = { 'Origin-Host': 'c.example', 'Origin-Realm': 'example' };
    return writeRequest(creditControl, { ...origin, ...values, 'User-Name': 'u', ...others });
  };
  const elsewhere = { 'Session-Id': 'other', 'User-Name': 'other', 'Destination-Realm': 'other' };
  const asked = of({});
  const known = (usage: number) => {
    const routes = new RedirectRoutes();
    routes.add(asked, 'agent.example', `by ${usage}`, { hosts: [], usage, lifetime: 1000 }, 0);
    return routes;
  };

  test('are for what Redirect-Host-Usage says', () => {
    const cases = [
      [1, of({ ...elsewhere, 'Session-Id': values['Session-Id'] })],
      [2, of({ ...elsewhere, 'Destination-Realm': 'EXAMPLE' })],
      [3, of({ ...elsewhere, 'Destination-Realm': 'example' })],
      [4, of(elsewhere)],
      [6, of({ ...elsewhere, 'User-Name': 'u' })],
    ] as const;
    for (const [usage, fits] of cases) {
      assert.is(known(usage).find(fits, 'h', 999), `by ${usage}`);
      assert.is(known(usage).find(fits, 'h', 1000), undefined);
      assert.is(known(usage).find({ ...of(elsewhere), applicationId: 99 }, 'h', 0), undefined);
    }
    assert.is(known(3).find({ ...asked, applicationId: 99 }, 'h', 0), undefined);
    assert.equal(
      ['AGENT.example', 'h', undefined].map((host) => known(5).find(asked, host, 0)),
      ['by 5', undefined, undefined],
    );
    assert.is(known(0).find(asked, 'agent.example', 0), undefined, 'DONT_CACHE');
  });

  test('are considered from sessions to hosts, and forgotten with their host', () => {
    const routes = new RedirectRoutes();
    const order = [1, 6, 3, 2, 4, 5];
    for (const usage of [...order].reverse()) {
      routes.add(asked, 'agent.example', `by ${usage}`, { hosts: [], usage, lifetime: 1000 }, 0);
    }
    for (const usage of order) {
      assert.is(routes.find(asked, 'agent.example', 0), `by ${usage}`);
      routes.forget(`by ${usage}`);
    }
    assert.is(routes.find(asked, 'agent.example', 0), undefined);
  });

  test('are 10,000 at most, the newest ones', () => {
    const routes = new RedirectRoutes();
    const request = (count: number) => of({ 'Session-Id': String(count) });
    for (let count = 0; count <= 10_000; count += 1) {
      routes.add(request(count), 'a', 'b', { hosts: [], usage: 1, lifetime: 1000 }, 0);
    }
    assert.equal(
      [0, 1, 10_000].map((count) => routes.find(request(count), 'a', 0)),
      [undefined, 'b', 'b'],
    );
  });
});
