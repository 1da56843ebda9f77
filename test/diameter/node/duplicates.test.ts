import { avp, baseDictionary, creditControl, type DiameterMessage, type DiameterNodeOptions } from '@usctp/diameter';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { codeOf } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

/** A peer that is connected to a server, which has no handlers yet. */
async function served(options: Partial<DiameterNodeOptions> = {}) {
  const nodes = new VirtualNodes();
  const at = nodes.host('192.0.2.1');
  const server = nodes.node('server.example', { listen: [nodes.listener(at)], acceptUnknownPeers: true, ...options });
  await server.start();
  const fake = new FakePeer(nodes, 'fake.example');
  await fake.open(nodes.host('192.0.2.9'), at);
  return { nodes, server, fake };
}

describe('requests that come again', (test) => {
  test('are done once, and both are answered', async () => {
    const { server, fake } = await served();
    let count = 0;
    server.handle(creditControl, () => {
      count += 1;
      return { 'Result-Code': 2001, 'Granted-Service-Unit': { 'CC-Time': count } };
    });
    const ccr = fake.ccr();
    const answers: (DiameterMessage | undefined)[] = [await fake.exchange(ccr)];
    answers.push(await fake.exchange({ ...ccr, isRetransmitted: true, hopByHop: 99 }));
    assert.equal(
      answers.map((answer) => answer?.hopByHop),
      [ccr.hopByHop, 99],
    );
    assert.equal(answers[0]?.avps, answers[1]?.avps);
    assert.equal([count, server.statistics().duplicates], [1, 1]);
  });

  test('after they were refused for too much work are done', async () => {
    const { nodes, server, fake } = await served({ maxActiveRequests: 1 });
    const answers: ((values: { 'Result-Code': number }) => void)[] = [];
    server.handle(creditControl, () => new Promise((resolve) => answers.push(resolve)));
    fake.send(fake.ccr());
    const second = fake.ccr();
    assert.is(codeOf(await fake.exchange(second)), 3002);
    answers[0]?.({ 'Result-Code': 2001 });
    await nodes.run(50);
    fake.send({ ...second, isRetransmitted: true });
    await nodes.run(50);
    assert.is(answers.length, 2);
  });

  test('by another path are answered with the Proxy-Info of that', async () => {
    const { server, fake } = await served();
    server.handle(creditControl, () => ({ 'Result-Code': 2001 }));
    const by = (host: string) => ({ 'Proxy-Host': host, 'Proxy-State': new Uint8Array(4) });
    const first = fake.ccr({ 'Proxy-Info': [by('one.example')] });
    await fake.exchange(first);
    const second = { ...fake.ccr({ 'Proxy-Info': [by('other.example')] }), endToEnd: first.endToEnd };
    const answer = await fake.exchange({ ...second, isRetransmitted: true });
    assert.equal(baseDictionary.readAvps(avp.proxyInfo, answer?.avps), {
      type: 'value',
      value: [by('other.example')],
    });
  });

  test('while they are handled count as in hand, too, until they are answered', async () => {
    const { nodes, server, fake } = await served({ maxActiveRequests: 3 });
    const answers: ((values: { 'Result-Code': number }) => void)[] = [];
    server.handle(creditControl, () => new Promise((resolve) => answers.push(resolve)));
    const ccr = fake.ccr();
    for (let round = 0; round < 2; round += 1) {
      const again = { ...ccr, endToEnd: 100 + round };
      for (const hopByHop of [101, 102, 103]) fake.send({ ...again, hopByHop });
      assert.is(codeOf(await fake.exchange({ ...again, hopByHop: 104 })), 3002);
      answers[round]?.({ 'Result-Code': 2001 });
      await nodes.run(50);
      assert.equal(new Set(fake.received.slice(-3).map(({ hopByHop }) => hopByHop)), new Set([101, 102, 103]));
    }
  });
});
