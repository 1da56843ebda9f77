import * as assert from 'uvu/assert';
import type { Options } from '../../lib/src/core.ts';
import { type SimulatedHost, SimulatedNetwork, type SimulatedPacket } from '../../lib/src/simulation/index.ts';
import { describe } from '../helpers/describe.ts';

const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] as const;

interface Replicas {
  readonly network: SimulatedNetwork;
  readonly peer: SimulatedHost;
  readonly first: SimulatedHost;
  readonly second: SimulatedHost;
}

/**
 * A peer that calls the address of `first`. What goes there reaches `second` from COOKIE ECHO on, and what `second` sends
 * seems to come from the one address: two replicas behind a load balancer that has changed its mind.
 */
function replicas(options: Partial<Options>, optionsOfSecond: Partial<Options> = options): Replicas {
  const network = new SimulatedNetwork();
  const peer = network.host({ addresses: ['192.0.2.1'], port: 5001 });
  const first = network.host({ addresses: ['192.0.2.2'], port: 5002, options });
  const second = network.host({ addresses: ['192.0.2.3'], port: 5002, options: optionsOfSecond });
  for (const replica of [first, second]) replica.listen();
  const [[shared], [own]] = [first.addresses, second.addresses];
  assert.ok(shared && own);
  network.intercept = (packet: SimulatedPacket) => {
    const isFromSecond = packet.from.ip === own.ip;
    const isInit = packet.bytes[12] === 1;
    if (!isFromSecond && (packet.to.ip !== shared.ip || isInit)) return false;
    if (isFromSecond) network.deliver({ ...packet, from: shared });
    else second.receive(packet.bytes, packet.from, own);
    return true;
  };
  return { network, peer, first, second };
}

describe('replicas with the same cookieKeys', (test) => {
  test('INIT to one and COOKIE ECHO to another make an association that carries messages', () => {
    const { network, peer, first, second } = replicas({ cookieKeys: keys });
    const association = peer.connect(first);
    network.runUntil(() => association.state === 'ESTABLISHED');
    association.send('hello');
    second.association?.send('welcome');
    association.shutdown();
    network.runUntilIdle();
    assert.equal([first.associations.length, second.associations.length], [0, 1]);
    assert.equal(
      [association, second.association].map((end) => end?.messages.map(({ data }) => data.toString())),
      [['welcome'], ['hello']],
    );
    assert.equal([association.error, second.association?.error], [undefined, undefined]);
  });

  test('a replica that has the new key already takes the cookie of one that has not', () => {
    const [oldKey, newKey] = keys;
    const { network, peer, first, second } = replicas({ cookieKeys: [oldKey] }, { cookieKeys: [newKey, oldKey] });
    const association = peer.connect(first);
    network.runUntil(() => association.state === 'ESTABLISHED');
    assert.is(second.associations.length, 1);
  });

  test('keys that are replaced at run time are used at once', () => {
    const { network, peer, first, second } = replicas({});
    for (const replica of [first, second]) replica.endpoint.setCookieKeys(keys);
    const association = peer.connect(first);
    network.runUntil(() => association.state === 'ESTABLISHED');
    assert.is(second.associations.length, 1);
  });

  test('a replica without the key keeps silent, and no association comes of it', () => {
    const { network, peer, first, second } = replicas({});
    const association = peer.connect(first);
    network.runUntil(() => association.state === 'CLOSED');
    assert.is(association.error?.code, 'ERR_SCTP_CONNECT_TIMEOUT');
    assert.equal([second.associations.length, second.statistics().cookieErrors], [0, 9]);
  });
});

describe('keys of our own', (test) => {
  test('a cookie that was made before they were replaced is taken after', () => {
    const network = new SimulatedNetwork();
    const options = { cookieKeyInterval: 120_000 };
    const z = network.host({ addresses: ['192.0.2.2'], port: 5002, options });
    const a = network.host({ addresses: ['192.0.2.1'], port: 5001 });
    const b = network.host({ addresses: ['192.0.2.9'], port: 5009 });
    z.listen();
    const warmUp = b.connect(z);
    network.runUntil(() => warmUp.state === 'ESTABLISHED');
    network.advanceBy(119_500);
    let lost = 0;
    network.intercept = ({ bytes, from }) => {
      const isCookieEcho = bytes[12] === 10 && from.ip === '192.0.2.1';
      if (isCookieEcho && lost === 0) {
        lost += 1;
        return true;
      }
      return false;
    };
    const association = a.connect(z);
    network.advanceBy(600);
    const other = network.host({ addresses: ['192.0.2.8'], port: 5008 }).connect(z);
    network.runUntil(() => association.state === 'ESTABLISHED' && other.state === 'ESTABLISHED');
    assert.is(z.statistics().cookieErrors, 0);
    assert.ok(network.now > 120_000, 'the keys were replaced meanwhile');
  });
});
