import * as assert from 'uvu/assert';
import { type SimulatedHost, SimulatedNetwork } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

const shared = '192.0.2.1';

/** Z, and a peer whose process can end and be started again at the same address. */
function crashing(seed: number, loss: number) {
  const network = new SimulatedNetwork({ seed, link: { delay: 20, loss } });
  const options = { heartbeatInterval: 0 };
  const z = network.host({ addresses: ['192.0.2.9'], port: 5009, options });
  z.listen();
  const before = network.host({ addresses: [shared], port: 5001, options });
  const after = network.host({ addresses: ['192.0.2.2'], port: 5001, options });
  const [address] = before.addresses;
  assert.ok(address);
  return { network, z, before, after, crash: () => takePlace(network, after, address) };
}

/** From now on, `host` is who is at that address. */
function takePlace(network: SimulatedNetwork, host: SimulatedHost, address: SimulatedHost['addresses'][0]): void {
  const [own] = host.addresses;
  assert.ok(own);
  network.intercept = (packet) => {
    if (packet.from.ip === shared) return true;
    if (packet.to.ip === shared) network.at(network.now + 20, () => host.receive(packet.bytes, packet.from, own));
    else network.at(network.now + 20, () => network.deliver({ ...packet, from: address }));
    return true;
  };
}

describe('a peer that crashes and calls again', (test) => {
  test('gets every later message once, in order, and what was under way is reported', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { network, z, before, after, crash } = crashing(seed, 0.1);
      const first = before.connect(z);
      network.runUntil(() => first.state === 'ESTABLISHED');
      const atZ = z.association;
      assert.ok(atZ);
      const early = Array.from({ length: 20 }, (_, i) => atZ.send(`early ${i}`));
      network.advanceBy(seed * 3);
      crash();
      const second = after.connect(z);
      network.runUntil(() => atZ.events.some(({ type }) => type === 'restart'));
      const texts = Array.from({ length: 20 }, (_, i) => `late ${i}`);
      for (const text of texts) atZ.send(text);
      network.runUntil(() => second.messages.length === texts.length);
      for (const text of texts) second.send(text);
      second.shutdown();
      network.runUntilIdle();
      const of = (messages: typeof second.messages) => messages.map(({ data }) => data.toString());
      assert.equal([of(second.messages), of(atZ.messages)], [texts, texts], `seed ${seed}`);
      const told = atZ.events.flatMap((event) =>
        event.type === 'sendFailed' || event.type === 'acknowledged' ? [event.message.id] : [],
      );
      assert.equal(
        told.slice(0, early.length).sort((one, other) => one - other),
        early,
        `seed ${seed}`,
      );
      assert.equal([z.associations.length, atZ.error, second.error], [1, undefined, undefined], `seed ${seed}`);
    }
  });
});
