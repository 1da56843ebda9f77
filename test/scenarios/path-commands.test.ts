import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { hasCode } from '../helpers/expected-error.ts';
import { acquainted, type EstablishedScenario, established, scenario } from './scenario.ts';

const [first, second] = ['192.0.2.2', '198.51.100.2'];
const isMultiHomed = true;

function results({ atA }: EstablishedScenario): (readonly [string, number | undefined])[] {
  return atA.events.flatMap((event) =>
    event.type === 'heartbeat' ? [[event.address.ip, event.roundTripTime] as const] : [],
  );
}

describe('Set Primary (RFC 9260 §11.1.6)', (test) => {
  test('sends new data to the address from then on', () => {
    const { atA, ladder, network } = acquainted({ isMultiHomed });
    atA.core.setPrimary(second, network.now);
    atA.send('there');
    ladder.deliver('A -> DATA');
    assert.equal([ladder.destination, atA.core.primaryPath.address.ip], [second, second]);
    assert.equal(
      atA.core.pathStatuses.map(({ address, isPrimary, isCurrent }) => [address, isPrimary, isCurrent]),
      [
        [second, true, true],
        [first, false, false],
      ],
    );
  });

  test('refuses what is no address of the peer, and names those there are', () => {
    const { atA, network } = established({ isMultiHomed });
    assert.throws(
      () => atA.core.setPrimary('192.0.2.99', network.now),
      hasCode('ERR_SCTP_INVALID_ADDRESS', '192.0.2.99', first, second),
    );
    assert.throws(() => atA.core.setPrimary('example.org', network.now), TypeError);
  });

  test('has nothing to choose from before INIT ACK and after the end', () => {
    const { a, z, network } = scenario({ isMultiHomed });
    const atA = a.connect(z);
    assert.throws(() => atA.core.setPrimary(second, network.now), hasCode('ERR_SCTP_NOT_CONNECTED', 'COOKIE-WAIT'));
    atA.abort();
    assert.throws(() => atA.core.setPrimary(second, network.now), hasCode('ERR_SCTP_NOT_CONNECTED', 'CLOSED'));
  });

  test('takes an address in any text form', () => {
    const { atA, network } = established({ isMultiHomed });
    atA.core.setPrimary(`::ffff:${second}`, network.now);
    assert.is(atA.core.primaryPath.address.ip, second);
  });
});

describe('Set Failure Threshold (§11.1.12)', (test) => {
  test('is for one address alone', () => {
    const { a, atA, ladder, network } = acquainted({ isMultiHomed });
    atA.core.setPath(first, { pathMaxRetransmissions: 0 }, network.now);
    assert.equal(
      atA.core.pathStatuses.map(({ pathMaxRetransmissions }) => pathMaxRetransmissions),
      [0, 5],
    );
    atA.send('lost');
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    assert.equal(
      atA.core.pathStatuses.map(({ state }) => state),
      ['INACTIVE', 'ACTIVE'],
    );
  });

  test('refuses what no option takes', () => {
    const { atA, network } = established({ isMultiHomed });
    assert.throws(() => atA.core.setPath(first, { pathMaxRetransmissions: 256 }, network.now), /256.*0–255/);
    assert.throws(
      () => atA.core.setPath('192.0.2.99', {}, network.now),
      hasCode('ERR_SCTP_INVALID_ADDRESS', '192.0.2.99'),
    );
  });

  test('outlives a restart of the peer', () => {
    const { a, atA, ladder, network, z } = established();
    atA.core.setPath(first, { pathMaxRetransmissions: 3, heartbeatInterval: 0 }, network.now);
    // Z has lost all memory of A: its ABORT is lost, and it calls anew.
    z.association?.abort();
    ladder.lose('Z -> ABORT');
    a.listen();
    z.connect(a);
    ladder.deliver('Z -> INIT', 'A -> INIT ACK', 'Z -> COOKIE ECHO', 'A -> COOKIE ACK');
    assert.ok(atA.events.some(({ type }) => type === 'restart'));
    assert.is(atA.core.pathStatuses[0]?.pathMaxRetransmissions, 3);
  });
});

describe('Change Heartbeat (§11.1.9)', (test) => {
  test('disables HEARTBEATs on one address, and enables them with another interval', () => {
    const scene = established({ isMultiHomed, a: { heartbeatInterval: 10_000 } });
    const { a, atA, ladder, network } = scene;
    atA.core.setPath(first, { heartbeatInterval: 0 }, network.now);
    for (let i = 0; i < 3; i += 1) {
      network.advanceTo(a.nextTimeout());
      ladder.deliver('A -> HEARTBEAT');
      assert.is(ladder.destination, second);
      ladder.deliver('Z -> HEARTBEAT ACK');
    }
    atA.core.setPath(second, { heartbeatInterval: 0 }, network.now);
    network.settle();
    assert.is(a.nextTimeout(), undefined);
    const enabledAt = network.now;
    atA.core.setPath(first, { heartbeatInterval: 2000 }, network.now);
    network.settle();
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> HEARTBEAT');
    assert.is(ladder.destination, first);
    assert.ok(network.now - enabledAt >= 2500 && network.now - enabledAt <= 3500, `${network.now - enabledAt}`);
  });

  test('lets the verification of an address go on (§5.4)', () => {
    const { a, z, ladder, network } = scenario({ isMultiHomed });
    const atA = a.connect({ addresses: [first], port: z.port });
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    atA.core.setPath(second, { heartbeatInterval: 0 }, network.now);
    network.advanceBy(0);
    ladder.deliver('A -> HEARTBEAT');
    assert.is(ladder.destination, second);
  });
});

describe('Request Heartbeat (§11.1.10)', (test) => {
  test('tells the round-trip time', () => {
    const scene = established({ isMultiHomed });
    scene.atA.core.requestHeartbeat(second, scene.network.now);
    const heartbeat = scene.ladder.hold('A -> HEARTBEAT');
    assert.is(scene.ladder.destination, second);
    scene.network.advanceBy(70);
    scene.network.deliver(heartbeat);
    scene.ladder.deliver('Z -> HEARTBEAT ACK').quiet();
    assert.equal(results(scene), [[second, 70]]);
  });

  test('tells that no answer came within the RTO, and counts that (§8.3)', () => {
    const scene = established({ isMultiHomed });
    const { a, atA, ladder, network } = scene;
    const before = network.now;
    atA.core.requestHeartbeat(second, network.now);
    ladder.lose('A -> HEARTBEAT');
    network.advanceTo(a.nextTimeout());
    assert.equal([network.now - before, results(scene)], [1000, [[second, undefined]]]);
    assert.is(atA.core.paths[1]?.errorCount, 1);
    ladder.quiet();
  });

  test('tells nothing after the end of the association', () => {
    const { a, atA, ladder, network } = established({ a: { associationMaxRetransmissions: 0 } });
    atA.core.requestHeartbeat(first, network.now);
    atA.send('lost');
    ladder.lose('A -> HEARTBEAT, DATA');
    network.advanceTo(a.nextTimeout());
    assert.is(atA.events.at(-1)?.type, 'closed');
  });

  test('joins the HEARTBEAT that is out', () => {
    const scene = established({ isMultiHomed });
    const { atA, ladder, network } = scene;
    atA.core.requestHeartbeat(second, network.now);
    atA.core.requestHeartbeat(second, network.now);
    ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK').quiet();
    assert.equal(results(scene), [[second, 0]]);
  });

  test('reaches an inactive address, and brings it back', () => {
    const scene = acquainted({ isMultiHomed, a: { pathMaxRetransmissions: 0 } });
    const { a, atA, ladder, network } = scene;
    atA.send('lost');
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    ladder.deliverAll();
    assert.is(atA.core.primaryPath.state, 'INACTIVE');
    atA.core.requestHeartbeat(first, network.now);
    ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK');
    assert.is(atA.core.primaryPath.state, 'ACTIVE');
  });

  test('verifies an address that is to be confirmed, before its turn (§5.4)', () => {
    const { a, z, ladder, network } = scenario({ isMultiHomed });
    const atA = a.connect({ addresses: [first], port: z.port });
    ladder.deliver('A -> INIT', 'Z -> INIT ACK', 'A -> COOKIE ECHO', 'Z -> COOKIE ACK');
    atA.core.requestHeartbeat(second, network.now);
    ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK');
    assert.is(atA.core.paths[1]?.state, 'ACTIVE');
  });

  test('is refused where RFC 9260 has no HEARTBEAT sent', () => {
    const { atA, ladder, network } = established({ isMultiHomed });
    atA.shutdown();
    ladder.hold('A -> SHUTDOWN');
    assert.throws(
      () => atA.core.requestHeartbeat(first, network.now),
      hasCode('ERR_SCTP_NOT_CONNECTED', 'SHUTDOWN-SENT'),
    );
  });

  test('that is out when SHUTDOWN is sent still tells its end, and counts no error', () => {
    const scene = established({ isMultiHomed });
    const { a, atA, ladder, network } = scene;
    atA.core.requestHeartbeat(second, network.now);
    ladder.lose('A -> HEARTBEAT');
    atA.shutdown();
    ladder.lose('A -> SHUTDOWN');
    network.advanceTo(a.nextTimeout());
    assert.equal([results(scene), atA.core.paths[1]?.errorCount], [[[second, undefined]], 0]);
  });
});

describe('Status and Get SRTT (§11.1.8, §11.1.11)', (test) => {
  test('tell the paths, and what is under way', () => {
    const { atA, atZ, ladder } = acquainted({ isMultiHomed });
    atZ.pause();
    atA.send('one');
    atA.send('two');
    ladder.hold('A -> DATA, DATA');
    const { localReceiverWindow } = atZ.core.status;
    const { state, peerReceiverWindow, unacknowledgedChunks, unreadMessages, paths } = atA.core.status;
    assert.equal([state, unacknowledgedChunks, unreadMessages], ['ESTABLISHED', 2, 0]);
    assert.ok(peerReceiverWindow > 2_000_000 && peerReceiverWindow < 2 * 2 ** 20);
    assert.is(localReceiverWindow, 2 * 2 ** 20);
    assert.equal(
      paths.map(({ address, srtt, rto, flightSize }) => [address, srtt, rto, flightSize]),
      [
        [first, 0, 1000, 40],
        [second, undefined, 1000, 0],
      ],
    );
  });
});
