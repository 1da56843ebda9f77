import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, type EstablishedScenario, type ScenarioOptions, scenario } from './scenario.ts';

const [first, second] = ['192.0.2.2', '198.51.100.2'];

function multiHomed(options: ScenarioOptions = {}): EstablishedScenario {
  return acquainted({ isMultiHomed: true, ...options });
}

/** Where A sent the packet, which is lost time after time, until it got through. */
function destinationsOf({ a, ladder, network }: EstablishedScenario, step: string): (string | undefined)[] {
  const destinations: (string | undefined)[] = [];
  for (;;) {
    const packet = ladder.hold(step);
    destinations.push(ladder.destination);
    if (packet.to.ip === second) {
      network.deliver(packet);
      return destinations;
    }
    network.advanceTo(a.nextTimeout());
  }
}

describe('control chunks that are not answered go to another address (RFC 9260 §6.4.1)', (test) => {
  test('SHUTDOWN', () => {
    const scene = multiHomed();
    scene.atA.shutdown();
    assert.equal(destinationsOf(scene, 'A -> SHUTDOWN'), [first, second]);
    scene.ladder.deliver('Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE').quiet();
    assert.equal([scene.atA.state, scene.atZ.state], ['CLOSED', 'CLOSED']);
  });

  test('SHUTDOWN ACK, which the first time goes back to where SHUTDOWN came from', () => {
    const scene = multiHomed();
    scene.atZ.shutdown();
    scene.ladder.deliver('Z -> SHUTDOWN');
    assert.equal(destinationsOf(scene, 'A -> SHUTDOWN ACK'), [first, second]);
    scene.ladder.deliverAll();
    assert.equal([scene.atA.state, scene.atZ.state], ['CLOSED', 'CLOSED']);
  });

  test('an error of SHUTDOWN is of the address that it went to', () => {
    const scene = multiHomed();
    scene.atA.shutdown();
    scene.ladder.lose('A -> SHUTDOWN');
    scene.atA.core.setPrimary(second, scene.network.now);
    scene.network.advanceTo(scene.a.nextTimeout());
    scene.ladder.deliver('A -> SHUTDOWN');
    assert.is(scene.ladder.destination, second);
    assert.equal(scene.atA.core.paths.map(({ address: { ip }, errorCount }) => `${ip} ${errorCount}`).sort(), [
      `${first} 1`,
      `${second} 0`,
    ]);
  });

  test('RE-CONFIG, whose answer then tells of none of them', () => {
    const { a, atA, ladder, network } = multiHomed({ z: { acceptReconfiguration: true } });
    atA.reconfigure({ type: 'RESET-OUTBOUND', streams: 'all' });
    for (let i = 0; i < 2; i += 1) {
      ladder.lose('A -> RE-CONFIG');
      network.advanceTo(a.nextTimeout());
    }
    ladder.deliver('A -> RE-CONFIG', 'Z -> RE-CONFIG, SACK').quiet();
    assert.equal(
      atA.core.paths.map(({ errorCount }) => errorCount),
      [1, 1],
    );
  });

  test('RE-CONFIG', () => {
    const scene = multiHomed({ z: { acceptReconfiguration: true } });
    scene.atA.reconfigure({ type: 'RESET-OUTBOUND', streams: 'all' });
    assert.equal(destinationsOf(scene, 'A -> RE-CONFIG'), [first, second]);
    scene.ladder.deliver('Z -> RE-CONFIG', 'Z -> SACK').quiet();
    assert.ok(scene.atA.events.some((event) => event.type === 'reconfigured' && event.error === undefined));
  });

  test('SHUTDOWN goes nowhere else while the other address is inactive', () => {
    const scene = multiHomed();
    const { a, atA, ladder, network } = scene;
    atA.core.setPath(second, { pathMaxRetransmissions: 0 }, network.now);
    atA.core.setPrimary(second, network.now);
    atA.send('lost');
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    ladder.deliverAll();
    network.advanceBy(200);
    ladder.deliverAll();
    atA.shutdown();
    for (let i = 0; i < 2; i += 1) {
      ladder.lose('A -> SHUTDOWN');
      assert.is(ladder.destination, first);
      network.advanceTo(a.nextTimeout());
    }
    ladder.deliverAll();
    assert.is(atA.state, 'CLOSED');
  });

  test('FORWARD TSN, once its address is inactive', () => {
    const scene = multiHomed({ a: { pathMaxRetransmissions: 1 } });
    scene.atA.send('stale', { maxRetransmissions: 0 });
    scene.ladder.lose('A -> DATA');
    scene.network.advanceTo(scene.a.nextTimeout());
    assert.equal(destinationsOf(scene, 'A -> FORWARD-TSN'), [first, second]);
    scene.network.advanceBy(200);
    scene.ladder.deliver('Z -> SACK').quiet();
    assert.is(scene.atA.core.status.unacknowledgedChunks, 0);
  });

  test('COOKIE ECHO goes to each address in turn, of those that are confirmed (§5.1.6, §5.4)', () => {
    const { a, z, ladder, network } = scenario({ isMultiHomed: true });
    const atA = a.connect(z);
    ladder.deliver('A -> INIT', 'Z -> INIT ACK');
    const destinations: (string | undefined)[] = [];
    for (let i = 0; i < 3; i += 1) {
      ladder.lose('A -> COOKIE ECHO');
      destinations.push(ladder.destination);
      network.advanceTo(a.nextTimeout());
    }
    assert.equal(destinations, [first, second, first]);
    ladder.deliverAll();
    assert.is(atA.state, 'ESTABLISHED');
  });

  test('what a timer sends draws no later chunk to its address', () => {
    const scene = multiHomed({ a: { heartbeatInterval: 1000 } });
    scene.network.advanceTo(scene.a.nextTimeout());
    while (true) {
      const packet = scene.ladder.hold('A -> HEARTBEAT');
      if (packet.to.ip === second) break;
      scene.network.deliver(packet);
      scene.ladder.deliver('Z -> HEARTBEAT ACK');
      scene.network.advanceTo(scene.a.nextTimeout());
    }
    scene.atA.shutdown();
    scene.ladder.deliver('A -> SHUTDOWN');
    assert.is(scene.ladder.destination, first);
  });
});
