import * as assert from 'uvu/assert';
import { type HostOptions, SimulatedNetwork } from '../../../lib/src/simulation/index.ts';
import { describe } from '../../helpers/describe.ts';

const at = (last: number, options: Partial<HostOptions> = {}): HostOptions => ({
  addresses: [`192.0.2.${last}`],
  port: 5000 + last,
  ...options,
});

describe('SimulatedHost', (test) => {
  test('answers by the hand of onEvent', () => {
    const network = new SimulatedNetwork();
    const echo = network.host(
      at(2, {
        onEvent: (association, event) => {
          if (event.type === 'message') association.send(event.message.data, { stream: event.message.streamId });
        },
      }),
    );
    echo.listen();
    const association = network.host(at(1)).connect(echo);
    network.runUntil(() => association.state === 'ESTABLISHED');
    association.send('hello', { stream: 3 });
    network.runUntil(() => association.messages.length > 0);
    assert.equal(
      association.messages.map(({ data, streamId }) => [data.toString(), streamId]),
      [['hello', 3]],
    );
  });

  test('collects events in their order', () => {
    const network = new SimulatedNetwork();
    const z = network.host(at(2));
    z.listen();
    const association = network.host(at(1)).connect(z);
    network.runUntil(() => association.state === 'ESTABLISHED');
    association.send('hello');
    association.shutdown();
    network.runUntilIdle();
    const types = z.association?.events.map(({ type }) => type);
    assert.equal(types, ['accepted', 'established', 'readable', 'message', 'peerShutdown', 'closed']);
  });

  test('an association that is paused reads nothing until it is resumed', () => {
    const network = new SimulatedNetwork();
    const z = network.host(at(2));
    z.listen();
    const association = network.host(at(1)).connect(z);
    network.runUntil(() => association.state === 'ESTABLISHED');
    const peer = z.association;
    peer?.pause();
    for (const text of ['one', 'two', 'three']) association.send(text);
    network.advanceBy(1000);
    assert.equal([peer?.isReading, peer?.messages.length], [false, 0]);
    assert.is(peer?.read()?.data.toString(), 'one');
    peer?.resume();
    assert.is(peer?.messages.length, 3);
    assert.is(peer?.read(), undefined);
  });

  test('several associations stand side by side', () => {
    const network = new SimulatedNetwork();
    const server = network.host(at(1));
    server.listen();
    const clients = [2, 3, 4].map((last) => network.host(at(last)).connect(server));
    network.runUntil(() => clients.every(({ state }) => state === 'ESTABLISHED'));
    assert.is(server.associations.length, 3);
    assert.is(server.endpoint.associationCount, 3);
    assert.is(server.association, server.associations[2]);
  });

  test('works over IPv6, with several addresses', () => {
    const network = new SimulatedNetwork();
    const z = network.host({ addresses: ['2001:db8::2', '198.51.100.2'], port: 2 });
    z.listen();
    const a = network.host({ addresses: ['2001:db8::1', '198.51.100.1'], port: 1 });
    const association = a.connect(z);
    network.runUntil(() => association.state === 'ESTABLISHED');
    association.shutdown();
    assert.ok(network.runUntilIdle());
    assert.is(network.links(a, z).length, 4);
    assert.is(association.error, undefined);
  });

  test('advertise says which addresses the peer is told', () => {
    for (const [advertise, count] of [
      ['none', 1],
      ['all', 2],
      [['198.51.100.2'], 2],
      [undefined, 2],
    ] as const) {
      const network = new SimulatedNetwork();
      const z = network.host({ addresses: ['192.0.2.2', '198.51.100.2'], port: 2, options: { advertise } });
      z.listen();
      const association = network.host(at(1)).connect({ addresses: ['192.0.2.2'], port: 2 });
      network.runUntil(() => association.state === 'ESTABLISHED');
      assert.is(association.core.paths.length, count, `${advertise}`);
    }
  });

  test('a link smaller than an Ethernet makes packets smaller', () => {
    const network = new SimulatedNetwork({ link: { mtu: 700 } });
    const z = network.host(at(2));
    z.listen();
    const association = network.host(at(1)).connect(z);
    network.runUntil(() => association.state === 'ESTABLISHED');
    association.send(new Uint8Array(5000));
    network.advanceBy(1000);
    assert.is(z.association?.messages[0]?.data.length, 5000);
    assert.is(association.core.primaryPath.pmtu, 700);
  });

  test('its options are checked', () => {
    const network = new SimulatedNetwork();
    network.host(at(1));
    for (const wrong of [at(1), at(2, { port: 0 }), at(2, { port: 65_536 }), at(2, { options: { maxBurst: 0 } })]) {
      assert.throws(
        () => network.host(wrong),
        (error: Error) => /TypeError|RangeError/.test(error.name),
      );
    }
    const host = network.host(at(3));
    assert.throws(
      () => host.connect({ addresses: [], port: 1 }),
      (error: Error) => error instanceof TypeError,
    );
    assert.throws(
      () => network.host(at(4, { addresses: JSON.parse('[]') })),
      (error: Error) => error instanceof TypeError,
    );
  });
});
