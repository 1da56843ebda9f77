import { creditControl, type DiameterMessage } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { codeOf } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** A relay between a client and a server, which do what the test says. */
async function relayed() {
  const nodes = new VirtualNodes();
  const at = nodes.host('192.0.2.1');
  const relay = nodes.node('relay.example', {
    relay: true,
    listen: [nodes.listener(at)],
    peers: [{ identity: 'client.example' }, { identity: 'server.example', realm: 'home.example' }],
  });
  await relay.start();
  const client = new FakePeer(nodes, 'client.example');
  const server = new FakePeer(nodes, 'server.example');
  await client.open(nodes.host('192.0.2.8'), at);
  await server.open(nodes.host('192.0.2.9'), at, { 'Origin-Realm': 'home.example' });
  return { nodes, relay, client, server };
}

function textsOf(message: DiameterMessage | undefined, code: number): string[] {
  return message?.avps.filter((avp) => avp.code === code).map(({ data }) => Buffer.from(data).toString()) ?? [];
}

describe('a relay (RFC 6733 §6.1.9)', (test) => {
  test('tells its peers that it relays every application', async () => {
    const { client } = await relayed();
    const ids = client.received[0]?.avps
      .filter(({ code }) => code === 258)
      .map(({ data }) => Buffer.from(data).readUInt32BE());
    assert.equal(ids, [4, 0xffffffff]);
  });

  test('passes a request on to the peer of its realm, changing nothing but Hop-by-Hop and Route-Record', async () => {
    const { client, server } = await relayed();
    const ccr = client.ccr({ 'Destination-Realm': 'home.example' });
    await client.exchange({ ...ccr, endToEnd: 77 });
    const passed = server.last(creditControl);
    assert.equal([passed?.endToEnd, passed?.isProxiable], [77, true]);
    assert.is.not(passed?.hopByHop, ccr.hopByHop);
    assert.equal(passed?.avps.slice(0, -1), ccr.avps);
    assert.equal(textsOf(passed, 282), ['client.example']);
  });

  test('passes the answer back with the Hop-by-Hop Identifier of the request, and changes nothing else', async () => {
    const { nodes, client, server, relay } = await relayed();
    const ccr = client.ccr({ 'Destination-Realm': 'home.example' });
    await client.exchange(ccr);
    const passed = server.last(creditControl);
    if (passed === undefined) throw new Error('nothing was passed on');
    server.send({ ...passed, isRequest: false, avps: passed.avps.slice(0, 3) });
    await nodes.run(50);
    const answer = client.last(creditControl);
    assert.equal([answer?.isRequest, answer?.hopByHop], [false, ccr.hopByHop]);
    assert.equal(answer?.avps, passed.avps.slice(0, 3));
    assert.is(relay.statistics().requestsRelayed, 1);
  });

  test('passes a request on to the host that it names', async () => {
    const { client, server } = await relayed();
    await client.exchange(client.ccr({ 'Destination-Host': 'SERVER.example' }));
    assert.is(textsOf(server.last(creditControl), 293)[0], 'SERVER.example');
  });

  test('keeps the T bit', async () => {
    const { client, server } = await relayed();
    await client.exchange({ ...client.ccr({ 'Destination-Realm': 'home.example' }), isRetransmitted: true });
    assert.is(server.last(creditControl)?.isRetransmitted, true);
  });

  test('answers 3005 to a request that has been here', async () => {
    const { client } = await relayed();
    const ccr = client.ccr({ 'Destination-Realm': 'home.example', 'Route-Record': ['other.example', 'Relay.example'] });
    const answer = await client.exchange(ccr);
    assert.equal([codeOf(answer), answer?.isError], [3005, true]);
  });

  test('does not send a request back to where it came through: 3002', async () => {
    const { client, server } = await relayed();
    const ccr = client.ccr({ 'Destination-Realm': 'home.example', 'Route-Record': ['server.example'] });
    assert.is(codeOf(await client.exchange(ccr)), 3002);
    assert.is(server.last(creditControl), undefined);
  });

  test('does not send a request back to who has sent it: 3002', async () => {
    const { server } = await relayed();
    const { length } = server.received;
    assert.is(codeOf(await server.exchange(server.ccr({ 'Destination-Realm': 'home.example' }))), 3002);
    assert.is(server.received.length, length + 1);
  });

  test('answers 3003 for a realm that it does not know', async () => {
    const { client } = await relayed();
    assert.is(codeOf(await client.exchange(client.ccr({ 'Destination-Realm': 'else.where' }))), 3003);
  });

  test('answers 3002 for Destination-Host without Destination-Realm', async () => {
    const { client } = await relayed();
    const ccr = client.ccr({ 'Destination-Host': 'server.example' });
    const answer = await client.exchange({ ...ccr, avps: ccr.avps.filter(({ code }) => code !== 283) });
    assert.is(codeOf(answer), 3002);
  });

  test('answers 3002 when the server does not answer in time, and when it is lost', async () => {
    const { nodes, client, server } = await relayed();
    const ccr = client.ccr({ 'Destination-Realm': 'home.example' });
    await client.exchange(ccr);
    await nodes.run(10_200, 50);
    assert.is(codeOf(client.received.at(-1)), 3002);
    await client.exchange(client.ccr({ 'Destination-Realm': 'home.example' }));
    const { length } = client.received;
    server.shutdown();
    await nodes.run(200);
    assert.equal([client.received.length, codeOf(client.received.at(-1))], [length + 1, 3002]);
  });

  test('does not relay what may not be relayed: without the P bit it is for this node', async () => {
    const { client, server } = await relayed();
    const ccr = client.ccr({ 'Destination-Realm': 'home.example' });
    assert.is(codeOf(await client.exchange({ ...ccr, isProxiable: false })), 3007);
    const named = client.ccr({ 'Destination-Host': 'server.example' });
    assert.is(codeOf(await client.exchange({ ...named, isProxiable: false })), 3002);
    assert.is(server.last(creditControl), undefined);
  });
});
