import { creditControl, type DiameterMessage, writeAnswer } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection, values } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** A client with a preferred and another server, which do what the test says. */
async function twoServers() {
  const nodes = new VirtualNodes();
  const [from, at1, at2] = [nodes.host('192.0.2.9'), nodes.host('192.0.2.1'), nodes.host('192.0.2.2')];
  const first = new FakePeer(nodes, 'first.example');
  const second = new FakePeer(nodes, 'second.example');
  await first.listen(at1);
  await second.listen(at2);
  const client = nodes.node('client.example', {
    requestTimeout: 300_000,
    peers: [
      { identity: 'second.example', connect: nodes.connector(from, at2) },
      { identity: 'first.example', connect: nodes.connector(from, at1) },
    ],
    routes: [{ realm: 'example', peers: ['first.example', 'second.example'] }],
  });
  await client.start();
  await nodes.run(50);
  first.acceptCer();
  second.acceptCer();
  await nodes.run(50);
  return { nodes, client, first, second, from, at1 };
}

function answerTo(peer: FakePeer, request: DiameterMessage | undefined, resultCode = 2001): void {
  if (request === undefined) throw new Error('no request has come');
  const { 'Session-Id': _, 'Destination-Realm': __, 'Service-Context-Id': ___, ...echoed } = peer.creditControlValues();
  const answer = { ...echoed, 'Session-Id': values['Session-Id'], 'Result-Code': resultCode };
  peer.send({ ...writeAnswer(creditControl, request, answer), isError: resultCode >= 3000 && resultCode < 4000 });
}

describe('failover (RFC 6733 §5.5.4)', (test) => {
  test('requests go to the preferred peer', async () => {
    const { nodes, client, first, second } = await twoServers();
    const answering = client.request(creditControl, values);
    await nodes.run(50);
    answerTo(first, first.last(creditControl));
    await nodes.run(50);
    assert.is((await answering)['Origin-Host'], 'first.example');
    assert.is(second.last(creditControl), undefined);
  });

  test('a request whose peer becomes suspect goes to another one, with the T bit and the same End-to-End Identifier', async () => {
    const { nodes, client, first, second } = await twoServers();
    const failovers: unknown[] = [];
    client.on('failover', (...details) => failovers.push(details));
    const answering = client.request(creditControl, values);
    await second.keepAlive(66_000);
    const [before, after] = [first.last(creditControl), second.last(creditControl)];
    assert.equal([before?.isRetransmitted, after?.isRetransmitted], [false, true]);
    assert.is(after?.endToEnd, before?.endToEnd);
    assert.equal(failovers, [['first.example', 1]]);
    answerTo(second, after);
    await nodes.run(50);
    assert.is((await answering)['Origin-Host'], 'second.example');
  });

  test('new requests avoid a suspect peer, until it gives a sign of life', async () => {
    const { nodes, client, first, second } = await twoServers();
    await second.keepAlive(66_000);
    const avoiding = client.request(creditControl, values);
    await nodes.run(50);
    answerTo(second, second.last(creditControl));
    first.send(first.dwr());
    await nodes.run(50);
    const back = client.request(creditControl, values);
    await nodes.run(50);
    answerTo(first, first.last(creditControl));
    await nodes.run(50);
    assert.equal([(await avoiding)['Origin-Host'], (await back)['Origin-Host']], ['second.example', 'first.example']);
  });

  test('a request that was sent when the connection fails may have arrived: it has the T bit', async () => {
    const { nodes, client, from, at1, second } = await twoServers();
    const answering = client.request(creditControl, values);
    nodes.network.settle();
    for (const link of nodes.network.links(from, at1)) link.isUp = false;
    await nodes.run(15_000, 50);
    assert.is(second.last(creditControl)?.isRetransmitted, true);
    answerTo(second, second.last(creditControl));
    await nodes.run(50);
    await answering;
  });

  test('a request that never left this host goes on without the T bit', async () => {
    const { nodes, client, from, at1, second } = await twoServers();
    for (const link of nodes.network.links(from, at1)) link.isUp = false;
    // The first one fills the window; those behind it wait, and SCTP gives them back as they were.
    const large = Buffer.alloc(60_000).toString('latin1');
    const requests = [large, large, 'small'].map((context) =>
      client.request(creditControl, { ...values, 'Service-Context-Id': context }),
    );
    await nodes.run(15_000, 50);
    const moved = second.received.filter(({ commandCode }) => commandCode === creditControl.code);
    assert.equal(moved.map(({ isRetransmitted }) => isRetransmitted).sort(), [false, false, true]);
    for (const request of moved) answerTo(second, request);
    await nodes.run(50);
    await Promise.all(requests);
  });

  test('an error of delivery makes another peer be tried', async () => {
    for (const code of [3002, 3004, 3005]) {
      const { nodes, client, first, second } = await twoServers();
      const answering = client.request(creditControl, values);
      await nodes.run(50);
      answerTo(first, first.last(creditControl), code);
      await nodes.run(50);
      assert.is(second.last(creditControl)?.isRetransmitted, false);
      answerTo(second, second.last(creditControl));
      await nodes.run(50);
      assert.is((await answering)['Origin-Host'], 'second.example');
    }
  });

  test('the last error of delivery is the answer', async () => {
    const { nodes, client, first, second } = await twoServers();
    const answering = client.request(creditControl, values);
    const error = rejection(nodes, answering, 200);
    await nodes.run(50);
    answerTo(first, first.last(creditControl), 3002);
    await nodes.run(50);
    answerTo(second, second.last(creditControl), 3004);
    const { code, resultCode } = await error;
    assert.equal([code, resultCode], ['ERR_DIAMETER_ERROR_ANSWER', 3004]);
  });

  test('a request for one host fails with it', async () => {
    const { nodes, client, first, second } = await twoServers();
    const answering = client.request(creditControl, { ...values, 'Destination-Host': 'first.example' });
    const error = rejection(nodes, answering, 1000);
    await nodes.run(50);
    first.shutdown();
    const { code, resultCode } = await error;
    assert.equal([code, resultCode, second.last(creditControl)], ['ERR_DIAMETER_UNDELIVERABLE', 3002, undefined]);
  });
});
