import { capabilitiesExchange, deviceWatchdog, disconnectPeer } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { reasonsOf } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** A node that calls a peer which does only what the test says. */
async function callingFake() {
  const nodes = new VirtualNodes();
  const at = nodes.host('192.0.2.1');
  const connect = nodes.connector(nodes.host('192.0.2.9'), at);
  const node = nodes.node('client.example', { peers: [{ identity: 'fake.example', connect }] });
  const reasons = reasonsOf(node);
  const fake = new FakePeer(nodes, 'fake.example');
  await fake.listen(at);
  await node.start();
  await nodes.run(50);
  return { nodes, node, reasons, fake };
}

describe('a peer that is called', (test) => {
  test('is called again sooner and later: after a second, two, four', async () => {
    const { nodes, fake, reasons } = await callingFake();
    fake.shutdown();
    const times: number[] = [];
    let seen = fake.received.length;
    for (let step = 0; step < 400; step += 1) {
      await nodes.run(50);
      if (fake.received.length === seen) continue;
      seen = fake.received.length;
      times.push(nodes.network.now);
      fake.shutdown();
    }
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    assert.ok(reasons.length >= 4, `${reasons.length} attempts`);
    assert.ok(
      gaps.slice(0, 3).every((gap, at) => Math.abs(gap / (2000 * 2 ** at) - 1) < 0.35),
      gaps.join(),
    );
  });

  test('that comes and goes is called more and more rarely, until it has proved good', async () => {
    const { nodes, fake, reasons } = await callingFake();
    const calls: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      fake.acceptCer();
      await nodes.run(50);
      fake.shutdown();
      const { length } = fake.received;
      const start = nodes.network.now;
      while (!fake.received.slice(length).some(({ commandCode }) => commandCode === 257)) await nodes.run(50);
      calls.push(nodes.network.now - start);
    }
    assert.is(reasons.length, 4);
    assert.ok((calls[0] ?? 0) < 1500 && (calls[3] ?? 0) > 2900, calls.join());
  });

  test('is not called again after a DPR that says BUSY, until the user wants it', async () => {
    const { nodes, fake, node } = await callingFake();
    fake.acceptCer();
    await nodes.run(50);
    await fake.exchange(fake.dpr('BUSY'));
    fake.shutdown();
    const { length } = fake.received;
    await nodes.run(120_000, 500);
    assert.is(fake.received.length, length);
    node.connect('fake.example');
    await nodes.run(100);
    assert.is(fake.received.length, length + 1);
    assert.throws(() => node.connect('nobody.example'), /no peer of this node/);
  });

  test('is refused when its CEA is cut short, whatever stands in front of that', async () => {
    const { nodes, fake, reasons } = await callingFake();
    const bytes = fake.cea();
    bytes[bytes.length - 9] = 0xff; // the length of the last AVP
    fake.send(bytes);
    await nodes.run(50);
    assert.equal(reasons, [{ type: 'refused', resultCode: 5012 }]);
  });

  test('is called again when the user wants it while it is being disconnected', async () => {
    const { nodes, fake, node } = await callingFake();
    fake.acceptCer();
    await nodes.run(50);
    node.disconnect('fake.example');
    node.connect('fake.example');
    await nodes.run(50);
    const dpr = fake.last(disconnectPeer);
    if (dpr === undefined) throw new Error('there was no DPR');
    const { length } = fake.received;
    fake.answer(dpr);
    await nodes.run(2000);
    assert.is(fake.received.slice(length)[0]?.commandCode, capabilitiesExchange.code);
  });

  test('is called again after a DPR that says REBOOTING', async () => {
    const { nodes, fake } = await callingFake();
    fake.acceptCer();
    await nodes.run(50);
    await fake.exchange(fake.dpr('REBOOTING'));
    fake.shutdown();
    const { length } = fake.received;
    await nodes.run(2000);
    assert.is(fake.received.length, length + 1);
  });

  test('that does not answer watchdogs is suspect, then down, then called again and tried with three of them', async () => {
    const { nodes, fake, node, reasons } = await callingFake();
    const events: string[] = [];
    for (const name of ['suspect', 'okay'] as const) node.on(name, () => events.push(name));
    fake.acceptCer();
    await nodes.run(95_000, 200);
    assert.equal([events, reasons], [['suspect'], [{ type: 'watchdog' }]]);
    assert.is(fake.received.filter(({ commandCode }) => commandCode === deviceWatchdog.code).length, 1);
    fake.acceptCer();
    await fake.keepAlive(50_000);
    assert.is(node.peers[0]?.watchdog, 'REOPEN');
    await fake.keepAlive(20_000);
    assert.equal([node.peers[0]?.watchdog, events], ['OKAY', ['suspect', 'okay']]);
  });
});
