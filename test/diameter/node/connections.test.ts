import { capabilitiesExchange, disconnectPeer } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { codeOf, reasonsOf } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** Two nodes that call each other at the same time. */
async function bothCall() {
  const nodes = new VirtualNodes();
  const [atA, atZ] = [nodes.host('192.0.2.1'), nodes.host('192.0.2.2')];
  const toZ = nodes.connector(nodes.host('192.0.2.11'), atZ);
  const toA = nodes.connector(nodes.host('192.0.2.12'), atA);
  const a = nodes.node('a.example', {
    listen: [nodes.listener(atA)],
    peers: [{ identity: 'z.example', connect: toZ }],
  });
  const z = nodes.node('z.example', {
    listen: [nodes.listener(atZ)],
    peers: [{ identity: 'a.example', connect: toA }],
  });
  return { nodes, a, z };
}

/** A node that is called by a peer which does only what the test says. */
async function calledByFake(others: Parameters<VirtualNodes['node']>[1] = {}) {
  const nodes = new VirtualNodes();
  const at = nodes.host('192.0.2.1');
  const node = nodes.node('server.example', { listen: [nodes.listener(at)], acceptUnknownPeers: true, ...others });
  const reasons = reasonsOf(node);
  await node.start();
  const fake = new FakePeer(nodes, 'fake.example');
  return { nodes, node, reasons, fake, from: nodes.host('192.0.2.9'), at };
}

describe('nodes that call each other', (test) => {
  test('keep the connection that the loser of the election has made', async () => {
    const { nodes, a, z } = await bothCall();
    await a.start();
    await z.start();
    await nodes.run(1000);
    assert.equal([a.peers[0]?.state, z.peers[0]?.state], ['I-Open', 'R-Open']);
  });

  test('keep the only connection there is, when one calls later', async () => {
    const { nodes, a, z } = await bothCall();
    const attempts: unknown[] = [];
    z.on('close', (peer) => attempts.push(peer));
    await z.start();
    await nodes.run(500);
    await a.start();
    await nodes.run(20_000, 50);
    assert.ok(attempts.length > 0);
    const states = [a.peers[0]?.state, z.peers[0]?.state];
    assert.ok(states.includes('I-Open') && states.includes('R-Open'), states.join());
  });
});

describe('the connections of a node', (test) => {
  test('begin with CER, or end', async () => {
    const { fake, from, at, nodes } = await calledByFake();
    await fake.call(from, at);
    await fake.exchange(fake.dwr());
    await nodes.run(100);
    assert.is(fake.ending, 'failed');
  });

  test('end when CER does not come in time', async () => {
    const { fake, from, at, nodes } = await calledByFake({ exchangeTimeout: 2000 });
    await fake.call(from, at);
    await nodes.run(1800);
    assert.is(fake.ending, undefined);
    await nodes.run(400);
    assert.is(fake.ending, 'failed');
  });

  test('of unknown peers are refused with 3010 and the E bit', async () => {
    const { fake, from, at, nodes } = await calledByFake({ acceptUnknownPeers: false });
    await fake.call(from, at);
    const cea = await fake.exchange(fake.cer());
    assert.equal([codeOf(cea), cea?.isError], [3010, true]);
    await nodes.run(100);
    assert.is(fake.ending, 'graceful');
  });

  test('that were refused are not asked again', async () => {
    const { fake, from, at, node } = await calledByFake();
    let count = 0;
    node.on('open', () => {
      count += 1;
    });
    await fake.call(from, at);
    fake.send(fake.cer({ 'Auth-Application-Id': [99] }));
    assert.is(codeOf(await fake.exchange(fake.cer())), 5010);
    assert.equal([fake.received.length, node.peers.length, count], [1, 0, 0]);
  });

  test('of a peer that the user has disconnected are rejected, until the user wants it again', async () => {
    const { fake, from, at, nodes, node } = await calledByFake({ peers: [{ identity: 'fake.example' }] });
    await fake.open(from, at);
    node.disconnect('fake.example');
    await nodes.run(50);
    const dpr = fake.last(disconnectPeer);
    if (dpr === undefined) throw new Error('there was no DPR');
    fake.answer(dpr);
    await nodes.run(100);
    const again = new FakePeer(nodes, 'fake.example');
    await again.open(nodes.host('192.0.2.10'), at);
    assert.equal([again.received.length, node.peers[0]?.state], [0, 'Closed']);
    node.connect('fake.example');
    const wanted = new FakePeer(nodes, 'fake.example');
    await wanted.open(nodes.host('192.0.2.11'), at);
    assert.equal([codeOf(wanted.received[0]), node.peers[0]?.state], [2001, 'R-Open']);
  });

  test('are refused while the node is closing', async () => {
    const { fake, from, at, nodes, node, reasons } = await calledByFake();
    await fake.open(from, at);
    const late = new FakePeer(nodes, 'late.example');
    await late.call(nodes.host('192.0.2.10'), at);
    const closing = node.close();
    await nodes.run(50);
    await late.exchange(late.cer());
    assert.equal([late.received.length, node.peers.length], [0, 1]);
    await nodes.run(11_000, 50);
    await closing;
    assert.equal(reasons, [{ type: 'stopped' }]);
  });

  test('of a host that has the name of this one are refused with 3010', async () => {
    const { nodes, from, at } = await calledByFake();
    const impostor = new FakePeer(nodes, 'SERVER.example');
    await impostor.call(from, at);
    assert.is(codeOf(await impostor.exchange(impostor.cer())), 3010);
  });

  test('that have not begun with CER do not hold up the end of the node', async () => {
    const { fake, from, at, node } = await calledByFake();
    await fake.call(from, at);
    await node.close();
    assert.is(node.peers.length, 0);
  });

  test('of a peer that has one already are rejected', async () => {
    const { fake, from, at, nodes, node } = await calledByFake();
    await fake.open(from, at);
    const second = new FakePeer(nodes, 'fake.example');
    await second.open(nodes.host('192.0.2.10'), at);
    await nodes.run(100);
    assert.equal([second.received.length, second.ending, fake.ending], [0, 'graceful', undefined]);
    assert.is(node.peers[0]?.state, 'R-Open');
  });

  test('of peers that are not configured leave nothing behind', async () => {
    const { fake, from, at, node, nodes } = await calledByFake();
    await fake.open(from, at);
    assert.is(node.peers.length, 1);
    fake.shutdown();
    await nodes.run(200);
    assert.is(node.peers.length, 0);
  });

  test('count as new ones when the peer restarts', async () => {
    const { fake, from, at, node, nodes, reasons } = await calledByFake();
    await fake.open(from, at);
    nodes.network.remove(from);
    const restarted = new FakePeer(nodes, 'fake.example');
    await restarted.open(nodes.host('192.0.2.9'), at);
    assert.is(codeOf(restarted.last(capabilitiesExchange)), 2001);
    assert.equal(reasons, [{ type: 'disconnected' }]);
    assert.is(node.peers[0]?.state, 'R-Open');
  });

  test('end with SHUTDOWN of who has sent DPR', async () => {
    const { fake, from, at, reasons, nodes } = await calledByFake();
    await fake.open(from, at);
    const dpa = await fake.exchange(fake.dpr('BUSY'));
    await nodes.run(1000);
    assert.equal([codeOf(dpa), fake.ending], [2001, undefined]);
    fake.shutdown();
    await nodes.run(100);
    assert.equal(reasons, [{ type: 'disconnected-by-peer', cause: 'BUSY' }]);
  });

  test('are disconnected by DPR and DPA, then SHUTDOWN', async () => {
    const { fake, from, at, node, nodes, reasons } = await calledByFake();
    await fake.open(from, at);
    const closing = node.close();
    await nodes.run(50);
    const dpr = fake.last(disconnectPeer);
    assert.is(Buffer.from(dpr?.avps.find(({ code }) => code === 273)?.data ?? []).toString('hex'), '00000000');
    assert.is(fake.ending, undefined);
    if (dpr !== undefined) fake.answer(dpr);
    await nodes.run(100);
    await closing;
    assert.equal([fake.ending, reasons], ['graceful', [{ type: 'stopped' }]]);
  });

  test('of a peer that does not answer DPR are aborted at the deadline', async () => {
    const { fake, from, at, node, nodes } = await calledByFake();
    await fake.open(from, at);
    const closing = node.close({ deadline: 1000 });
    await nodes.run(1100);
    await closing;
    assert.is(fake.ending, 'failed');
  });
});
