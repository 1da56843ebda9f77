import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, established, scenario } from './scenario.ts';

const isMultiHomed = true;
const [first, second] = ['192.0.2.2', '198.51.100.2'];

describe('multi-homing', (test) => {
  test('each side tells the other its addresses', () => {
    const { atA, atZ } = established({ isMultiHomed });
    assert.equal(
      atA.core.paths.map(({ address }) => address.ip),
      [first, second],
    );
    assert.equal(
      atZ.core.paths.map(({ address }) => address.ip),
      ['192.0.2.1', '198.51.100.1'],
    );
  });

  test('a peer that lists no addresses has the one that it answered from (§5.1.2 A)', () => {
    const { atA, atZ } = established({ isMultiHomed, a: { advertise: 'none' }, z: { advertise: 'none' } });
    assert.equal(
      [atA, atZ].map(({ core }) => core.paths.map(({ address }) => address.ip)),
      [[first], ['192.0.2.1']],
    );
  });

  test('a peer has the addresses that it lists, whichever these are (§5.1.2 C)', () => {
    const { atA } = established({ isMultiHomed, z: { advertise: [second, '203.0.113.9'] } });
    assert.equal(
      atA.core.paths.map(({ address, isConfirmed }) => [address.ip, isConfirmed]),
      [
        [first, true],
        [second, true],
        ['203.0.113.9', false],
      ],
    );
  });

  test('an address that the peer has only told is confirmed by a HEARTBEAT', () => {
    const { a, ladder, network } = scenario({ isMultiHomed });
    const atA = a.connect({ addresses: [first], port: 5002 });
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    const states = () => atA.core.paths.map(({ state }) => state);
    assert.equal(states(), ['ACTIVE', 'UNCONFIRMED']);
    network.advanceBy(0);
    ladder.deliver('A -> HEARTBEAT');
    assert.is(ladder.destination, second);
    ladder.deliver('Z -> HEARTBEAT', 'Z -> HEARTBEAT ACK', 'A -> HEARTBEAT ACK').quiet();
    assert.equal(states(), ['ACTIVE', 'ACTIVE']);
  });

  test('a path that is confirmed is not asked again where heartbeatInterval is 0', () => {
    const { network, ladder } = established({ isMultiHomed });
    assert.ok(network.isIdle);
    network.advanceBy(100_000);
    ladder.quiet();
  });

  test('COOKIE ACK goes before the HEARTBEAT of an address to be confirmed', () => {
    const { a, z, ladder, network } = scenario({ isMultiHomed });
    a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    network.advanceBy(0);
    ladder.deliver('Z -> HEARTBEAT', 'A -> HEARTBEAT ACK').quiet();
  });

  test('INIT goes to the next address when the first does not answer', () => {
    const { a, z, ladder, network } = scenario({ isMultiHomed });
    a.connect(z);
    ladder.lose('A -> INIT');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    assert.is(a.state, 'ESTABLISHED');
    assert.is(a.association?.core.primaryPath.address.ip, second);
  });

  test('what timed out goes again to the other address', () => {
    const { a, atA, ladder, network } = acquainted({ isMultiHomed });
    atA.send('lost');
    ladder.lose('A -> DATA');
    assert.is(ladder.destination, first);
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> DATA');
    assert.is(ladder.destination, second);
  });

  test('new data goes to the other address while the primary path is inactive', () => {
    const { a, atA, ladder, network } = acquainted({ isMultiHomed, a: { pathMaxRetransmissions: 0 } });
    atA.send('lost');
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> DATA');
    atA.send('next');
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.is(atA.core.primaryPath.state, 'INACTIVE');
    atA.send('last');
    ladder.deliver('A -> DATA');
    assert.is(ladder.destination, second);
  });

  test('SACK goes back to where the DATA came from', () => {
    const { a, atA, ladder, network } = acquainted({ isMultiHomed });
    atA.send('lost', { sackImmediately: true });
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.is(ladder.destination, '198.51.100.1');
  });

  test('SACK goes along with no HEARTBEAT to another address, which may not get there', () => {
    const scene = acquainted({ isMultiHomed, z: { heartbeatInterval: 1000, pathMaxRetransmissions: 0 } });
    const { z, atA, atZ, ladder, network } = scene;
    const idle = atZ.core.paths[1];
    while (network.now < (idle?.heartbeatTimer.deadline ?? 0) - 150) {
      const next = Math.min(z.nextTimeout() ?? 0, (idle?.heartbeatTimer.deadline ?? 0) - 150);
      network.advanceTo(next);
      ladder.deliverAll();
    }
    atA.send('unacknowledged for now');
    ladder.deliver('A -> DATA');
    network.advanceTo(idle?.heartbeatTimer.deadline);
    ladder.lose('Z -> HEARTBEAT');
    assert.is(ladder.destination, '198.51.100.1');
    network.advanceBy(50);
    ladder.deliver('Z -> SACK').quiet();
    assert.is(ladder.destination, '192.0.2.1');
  });

  test('SACK goes along with no DATA to another address (§6.4)', () => {
    const { z, atA, atZ, ladder, network } = acquainted({ isMultiHomed });
    atZ.send('lost');
    ladder.lose('Z -> DATA');
    network.advanceTo(z.nextTimeout());
    ladder.deliver('Z -> DATA');
    atA.send('to the primary path, which may not get there');
    ladder.lose('A -> DATA');
    network.advanceBy(200);
    ladder.deliver('A -> SACK');
    assert.is(ladder.destination, second);
    assert.is(atZ.core.bufferedAmount, 0);
  });

  test('SACK goes to another address once the one that the DATA came from is inactive', () => {
    const { z, atA, atZ, ladder, network } = acquainted({ isMultiHomed, z: { pathMaxRetransmissions: 0 } });
    atZ.send('lost');
    ladder.lose('Z -> DATA');
    network.advanceTo(z.nextTimeout());
    ladder.deliver('Z -> DATA');
    assert.is(atZ.core.primaryPath.state, 'INACTIVE');
    atA.send('from the first address still', { sackImmediately: true });
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.is(ladder.destination, '198.51.100.1');
  });

  test('DATA that comes in SHUTDOWN-SENT is answered to where it came from: the primary path may be dead', () => {
    const { a, atA, atZ, ladder, network } = acquainted({ isMultiHomed });
    atA.send('lost');
    ladder.lose('A -> DATA');
    atZ.shutdown();
    ladder.lose('Z -> SHUTDOWN');
    network.advanceTo(a.nextTimeout());
    ladder.lose('Z -> SHUTDOWN').deliver('A -> DATA', 'Z -> SHUTDOWN, SACK');
    assert.is(ladder.destination, '198.51.100.1');
    ladder.deliver('A -> SHUTDOWN ACK', 'Z -> SHUTDOWN COMPLETE');
    assert.equal([atA.error, atZ.error, atZ.messages.length], [undefined, undefined, 2]);
  });
});
