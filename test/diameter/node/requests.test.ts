import { type AnswerOf, creditControl, type DiameterMessage } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { codeOf, rejection, values } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

async function clientAndServer() {
  const nodes = new VirtualNodes();
  const at = nodes.host('192.0.2.1', '198.51.100.1');
  const server = nodes.node('server.example', { listen: [nodes.listener(at)], acceptUnknownPeers: true });
  const connect = nodes.connector(nodes.host('192.0.2.9', '198.51.100.9'), at);
  const client = nodes.node('client.example', { peers: [{ identity: 'server.example', connect }] });
  await server.start();
  await client.start();
  await nodes.run(100);
  return { nodes, server, client };
}

describe('requests between two nodes', (test) => {
  test('are answered by a handler, which need not repeat what the request says', async () => {
    const { nodes, server, client } = await clientAndServer();
    server.handle(creditControl, (request, { peer }) => {
      assert.equal(
        [request['Session-Id'], request['Origin-Host'], peer],
        ['client.example;1;1', 'client.example', peer],
      );
      return { 'Result-Code': 2001, 'Granted-Service-Unit': { 'CC-Time': 60 } };
    });
    const answering = client.request(creditControl, values);
    await nodes.run(100);
    assert.equal(await answering, {
      'Session-Id': 'client.example;1;1',
      'Result-Code': 2001,
      'Origin-Host': 'server.example',
      'Origin-Realm': 'example',
      'Auth-Application-Id': 4,
      'CC-Request-Type': 'INITIAL_REQUEST',
      'CC-Request-Number': 0,
      'Granted-Service-Unit': { 'CC-Time': 60 },
    } satisfies AnswerOf<typeof creditControl>);
  });

  test('are preceded by capabilities, with one Host-IP-Address for each address of the host', async () => {
    const { server, client } = await clientAndServer();
    const [ofClient] = server.peers;
    const [ofServer] = client.peers;
    assert.equal(ofClient?.capabilities?.['Host-IP-Address'], ['192.0.2.9', '198.51.100.9']);
    assert.equal(ofServer?.capabilities?.['Host-IP-Address'], ['192.0.2.1', '198.51.100.1']);
    assert.equal([ofClient?.state, ofServer?.state], ['R-Open', 'I-Open']);
  });

  test('have their Proxy-Info back in the answer, in whatever answer', async () => {
    const { nodes, server } = await clientAndServer();
    server.handle(creditControl, () => ({ 'Result-Code': 2001 }));
    const fake = new FakePeer(nodes, 'fake.example');
    await fake.open(nodes.host('192.0.2.77'), { addresses: ['192.0.2.1'], port: 3868 });
    const state = { 'Proxy-Host': 'proxy.example', 'Proxy-State': new Uint8Array([1, 2, 3, 4]) };
    const ccr = fake.ccr({ 'Proxy-Info': [state, { ...state, 'Proxy-Host': 'other.example' }] });
    const proxyInfos = ({ avps }: Pick<DiameterMessage, 'avps'>) => avps.filter(({ code }) => code === 284);
    for (const request of [ccr, { ...ccr, endToEnd: 99, commandCode: 8_388_000 }]) {
      assert.equal(proxyInfos((await fake.exchange(request)) ?? { avps: [] }), proxyInfos(ccr));
    }
  });

  test('are answered with the E bit where the handler reports a protocol error', async () => {
    const { nodes, server, client } = await clientAndServer();
    server.handle(creditControl, ({ 'CC-Request-Number': number }) => ({ 'Result-Code': number }));
    const { code, resultCode } = await rejection(
      nodes,
      client.request(creditControl, { ...values, 'CC-Request-Number': 3999 }),
    );
    assert.equal([code, resultCode], ['ERR_DIAMETER_ERROR_ANSWER', 3999]);
    for (const number of [2999, 4000]) {
      const answering = client.request(creditControl, { ...values, 'CC-Request-Number': number });
      await nodes.run(50);
      assert.is((await answering)['Result-Code'], number);
    }
  });

  test('whose handler fails are answered with 5012, and told of', async () => {
    const { nodes, server, client } = await clientAndServer();
    const errors: unknown[] = [];
    server.on('error', (error) => errors.push(error));
    server.handle(creditControl, async () => {
      throw new Error('out of order');
    });
    const answering = client.request(creditControl, values);
    await nodes.run(100);
    assert.is((await answering)['Result-Code'], 5012);
    assert.is(String(errors[0]), 'Error: out of order');
  });

  test('whose answers are too long for Diameter are answered with 5012 as well, and count no more', async () => {
    const { nodes, server, client } = await clientAndServer();
    server.handle(creditControl, () => ({ 'Result-Code': 2001, 'User-Name': 'x'.repeat(2 ** 24) }));
    for (let count = 0; count < 2; count += 1) {
      const answering = client.request(creditControl, values);
      await nodes.run(100);
      assert.is((await answering)['Result-Code'], 5012);
    }
  });

  test('reject with the Result-Code of an answer that has the E bit', async () => {
    const { nodes, client } = await clientAndServer();
    const error = await rejection(nodes, client.request(creditControl, values));
    assert.equal([error.code, error.resultCode], ['ERR_DIAMETER_ERROR_ANSWER', 3007]);
    assert.match(error.message, 'DIAMETER_APPLICATION_UNSUPPORTED');
  });

  test('reject when no answer comes in time, and a late one is dropped', async () => {
    const { nodes, server, client } = await clientAndServer();
    let answer: ((values: { 'Result-Code': number }) => void) | undefined;
    server.handle(creditControl, () => new Promise((resolve) => (answer = resolve)));
    const error = await rejection(nodes, client.request(creditControl, values, { timeout: 500 }), 700);
    assert.is(error.code, 'ERR_DIAMETER_TIMEOUT');
    answer?.({ 'Result-Code': 2001 });
    await nodes.run(100);
    assert.equal([client.statistics().timeouts, client.statistics().answersReceived], [1, 0]);
  });

  test('reject at once when there is no peer for them', async () => {
    const { nodes, client } = await clientAndServer();
    const elsewhere = await rejection(
      nodes,
      client.request(creditControl, { ...values, 'Destination-Realm': 'else.where' }),
    );
    assert.equal([elsewhere.code, elsewhere.resultCode], ['ERR_DIAMETER_UNDELIVERABLE', 3003]);
    client.disconnect('server.example');
    await nodes.run(200);
    const gone = await rejection(nodes, client.request(creditControl, values));
    assert.equal([gone.code, gone.resultCode], ['ERR_DIAMETER_UNDELIVERABLE', 3002]);
  });

  test('reject beyond what may be pending', async () => {
    const nodes = new VirtualNodes();
    const at = nodes.host('192.0.2.1');
    const connect = nodes.connector(nodes.host('192.0.2.9'), at);
    const fake = new FakePeer(nodes, 'server.example');
    await fake.listen(at);
    const client = nodes.node('client.example', {
      maxPendingRequests: 1,
      peers: [{ identity: 'server.example', connect }],
    });
    await client.start();
    await nodes.run(50);
    fake.acceptCer();
    await nodes.run(50);
    const first = client.request(creditControl, values);
    const error = await rejection(nodes, client.request(creditControl, values));
    assert.equal([error.code, error.resultCode], ['ERR_DIAMETER_TOO_BUSY', 3004]);
    await rejection(nodes, first, 11_000);
  });

  test('beyond what handlers may have in hand are refused: 3004 where this host was wanted, else 3002', async () => {
    const nodes = new VirtualNodes();
    const at = nodes.host('192.0.2.1');
    const server = nodes.node('server.example', {
      listen: [nodes.listener(at)],
      acceptUnknownPeers: true,
      maxActiveRequests: 1,
    });
    server.handle(creditControl, () => new Promise(() => {}));
    await server.start();
    const fake = new FakePeer(nodes, 'fake.example');
    await fake.open(nodes.host('192.0.2.9'), at);
    fake.send(fake.ccr());
    const anyServer = await fake.exchange(fake.ccr());
    const thisServer = await fake.exchange(fake.ccr({ 'Destination-Host': 'server.example' }));
    assert.equal([codeOf(anyServer), codeOf(thisServer)], [3002, 3004]);
    assert.equal([anyServer?.isError, thisServer?.isError], [true, true]);
  });
});
