import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, type EstablishedScenario, type ScenarioOptions } from './scenario.ts';

const [first, second] = ['192.0.2.2', '198.51.100.2'];
const quick = { potentiallyFailedMaxRetransmissions: 0 };

function multiHomed(a: ScenarioOptions['a'] = {}): EstablishedScenario {
  const scene = acquainted({ isMultiHomed: true, a, z: { sackEveryPackets: 1 } });
  // The time until now belongs to `acquainted`.
  scene.atA.events.length = 0;
  return scene;
}

function states({ atA }: EstablishedScenario): string[] {
  return atA.core.paths.map(({ state }) => state);
}

/** NETWORK STATUS CHANGE as the user of A has seen it. */
function changes({ atA }: EstablishedScenario): string[] {
  return atA.events.flatMap((event) => (event.type === 'path' ? [`${event.address.ip} ${event.state}`] : []));
}

/** A sends a message to its primary path, which is lost; gives what goes out when T3-rtx expires. */
function loseData({ a, atA, ladder, network }: EstablishedScenario, text = 'lost'): void {
  atA.send(text);
  ladder.lose('A -> DATA');
  network.advanceTo(a.nextTimeout());
}

describe('failover to a path that is active (RFC 9260 §6.4.1, §8.2)', (test) => {
  test('comes with the error that exceeds Path.Max.Retrans, and the user hears of it', () => {
    const scene = multiHomed({ pathMaxRetransmissions: 1 });
    loseData(scene);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal([states(scene), changes(scene)], [['ACTIVE', 'ACTIVE'], []]);
    loseData(scene);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal([states(scene), changes(scene)], [['INACTIVE', 'ACTIVE'], [`${first} INACTIVE`]]);
    scene.atA.send('next');
    scene.ladder.deliver('A -> DATA');
    assert.is(scene.ladder.destination, second);
  });

  test('ends when the primary path answers a HEARTBEAT', () => {
    const scene = multiHomed({ pathMaxRetransmissions: 0, heartbeatInterval: 1000 });
    loseData(scene);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    // HB.interval, an RTO of 2 s, and its jitter.
    for (const end = scene.network.now + 4000; scene.network.now < end; ) {
      scene.network.advanceTo(scene.a.nextTimeout());
      scene.ladder.deliverAll();
    }
    assert.equal(changes(scene), [`${first} INACTIVE`, `${first} ACTIVE`]);
    scene.atA.send('back');
    scene.ladder.deliver('A -> DATA');
    assert.is(scene.ladder.destination, first);
  });

  test('a Fast Retransmit stays with the address of the original (§6.4)', () => {
    const scene = multiHomed();
    const { atA, ladder } = scene;
    for (let i = 0; i < 4; i += 1) atA.send(new Uint8Array(1000));
    ladder.lose('A -> DATA');
    for (let i = 0; i < 3; i += 1) ladder.deliver('A -> DATA', 'Z -> SACK');
    ladder.deliver('A -> DATA');
    assert.equal([ladder.destination, ladder.tsns.length], [first, 1]);
  });

  test('an acknowledgement of what went to both addresses clears no error (RFC 7829 §3.2 rule 9)', () => {
    const scene = multiHomed({ pathMaxRetransmissions: 0 });
    loseData(scene);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal([states(scene), scene.atA.core.primaryPath.errorCount], [['INACTIVE', 'ACTIVE'], 1]);
  });
});

describe('quick failover (RFC 7829 §3.2)', (test) => {
  test('comes with the first timeout, and with a HEARTBEAT at once', () => {
    const scene = multiHomed({ ...quick, heartbeatInterval: 30_000 });
    loseData(scene);
    assert.equal([states(scene), changes(scene)], [['POTENTIALLY-FAILED', 'ACTIVE'], [`${first} POTENTIALLY-FAILED`]]);
    scene.ladder.deliver('A -> HEARTBEAT');
    assert.is(scene.ladder.destination, first);
    scene.ladder.deliver('A -> DATA');
    assert.is(scene.ladder.destination, second);
    scene.atA.send('next');
    scene.ladder.deliver('A -> DATA');
    assert.is(scene.ladder.destination, second);
  });

  test('comes by ICMP with a HEARTBEAT at once, too (rule 5)', () => {
    const scene = multiHomed({ ...quick, heartbeatInterval: 30_000 });
    const { a, atA, ladder, network } = scene;
    atA.send('on its way');
    const { bytes, from, to } = ladder.hold('A -> DATA');
    a.receiveIcmp({ type: 'UNREACHABLE', quoted: { source: from, destination: to, length: bytes.length + 20, bytes } });
    assert.equal(states(scene), ['POTENTIALLY-FAILED', 'ACTIVE']);
    ladder.deliver('A -> HEARTBEAT', 'Z -> HEARTBEAT ACK');
    assert.equal([ladder.destination, states(scene)], ['192.0.2.1', ['ACTIVE', 'ACTIVE']]);
    network.deliver({ bytes, from, to });
  });

  test('comes by a lower limit with a HEARTBEAT at once, too (rule 5)', () => {
    const scene = multiHomed({ heartbeatInterval: 30_000 });
    const { atA, ladder, network } = scene;
    loseData(scene);
    ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    atA.core.setPath(first, quick, network.now);
    assert.equal(states(scene), ['POTENTIALLY-FAILED', 'ACTIVE']);
    ladder.deliver('A -> HEARTBEAT');
    assert.is(ladder.destination, first);
  });

  test('is taken back by the answer to the HEARTBEAT, and data returns', () => {
    const scene = multiHomed({ ...quick, heartbeatInterval: 30_000 });
    loseData(scene);
    scene.ladder.deliver('A -> HEARTBEAT', 'A -> DATA', 'Z -> HEARTBEAT ACK');
    assert.equal(changes(scene), [`${first} POTENTIALLY-FAILED`, `${first} ACTIVE`]);
    assert.is(scene.atA.core.primaryPath.errorCount, 0);
    scene.atA.send('back');
    scene.ladder.deliver('A -> DATA');
    assert.is(scene.ladder.destination, first);
  });

  test('HEARTBEATs follow each other after an RTO that doubles, until the path is inactive (rules 5, 6, 8)', () => {
    const scene = multiHomed({ ...quick, pathMaxRetransmissions: 2, heartbeatInterval: 30_000 });
    const { a, ladder, network } = scene;
    loseData(scene);
    const failedAt = network.now;
    ladder.lose('A -> HEARTBEAT').deliver('A -> DATA', 'Z -> SACK');
    const times: number[] = [];
    for (const step of ['A -> HEARTBEAT', undefined, 'A -> HEARTBEAT']) {
      network.advanceTo(a.nextTimeout());
      times.push(network.now - failedAt);
      if (step === undefined) assert.equal(states(scene), ['INACTIVE', 'ACTIVE']);
      else ladder.lose(step);
    }
    const [retry, inactive, next = 0] = times;
    assert.equal([retry, inactive], [2000, 2000 + 4000]);
    // HB.interval and an RTO of 8 s with its jitter; the other path is due before.
    assert.ok(next <= 6000 + 30_000 + 12_000, `${next}`);
  });

  test('no HEARTBEAT is sent where they are disabled (rule 5)', () => {
    const scene = multiHomed(quick);
    loseData(scene);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    assert.equal(states(scene), ['POTENTIALLY-FAILED', 'ACTIVE']);
  });

  test('an acknowledgement of what went to one address alone takes it back (rule 10)', () => {
    const scene = acquainted({ a: quick, z: { sackEveryPackets: 1 } });
    loseData(scene);
    assert.equal(states(scene), ['POTENTIALLY-FAILED']);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal(states(scene), ['ACTIVE']);
    assert.is(scene.atA.core.primaryPath.errorCount, 0);
  });

  test('is judged by data alone while data is in flight (rule 6)', () => {
    const scene = acquainted({ a: { ...quick, heartbeatInterval: 30_000 } });
    const { a, atA, ladder, network } = scene;
    loseData(scene);
    ladder.lose('A -> HEARTBEAT, DATA');
    network.advanceTo(a.nextTimeout());
    assert.equal([atA.core.primaryPath.errorCount, atA.core.primaryPath.rto], [2, 4000]);
  });

  test('data that returns begins with one packet (rule 7)', () => {
    const scene = multiHomed({ ...quick, heartbeatInterval: 30_000 });
    const { atA, ladder } = scene;
    loseData(scene);
    ladder.deliver('A -> HEARTBEAT', 'A -> DATA', 'Z -> HEARTBEAT ACK', 'Z -> SACK');
    for (let i = 0; i < 3; i += 1) atA.send(new Uint8Array(1000));
    ladder.deliver('A -> DATA');
    assert.is(ladder.destination, first);
    ladder.hold('Z -> SACK');
    ladder.quiet();
  });

  test('while both paths have failed potentially, data goes to the one with fewer errors (rule 4)', () => {
    const scene = multiHomed(quick);
    const { a, atA, ladder, network } = scene;
    loseData(scene);
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    assert.equal(states(scene), ['POTENTIALLY-FAILED', 'POTENTIALLY-FAILED']);
    ladder.lose('A -> DATA');
    assert.is(ladder.destination, first);
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> DATA');
    assert.is(ladder.destination, second);
    assert.equal(
      atA.core.paths.map(({ errorCount }) => errorCount),
      [2, 1],
    );
  });

  test('the user who does not want to know sees none of it (rule 12)', () => {
    const scene = multiHomed({ ...quick, pathMaxRetransmissions: 1, exposePotentiallyFailedState: false });
    loseData(scene);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.is(scene.atA.core.primaryPath.state, 'POTENTIALLY-FAILED');
    assert.equal([scene.atA.core.pathStatuses[0]?.state, changes(scene)], ['ACTIVE', []]);
    scene.atA.core.setPath(first, { pathMaxRetransmissions: 0 }, scene.network.now);
    scene.network.settle();
    assert.equal(changes(scene), [`${first} INACTIVE`]);
  });
});

describe('an acknowledgement of what went to both addresses (RFC 7829 §3.2 rule 9)', (test) => {
  test('takes back no potential failure, and clears no error', () => {
    const scene = multiHomed(quick);
    const { a, atA, ladder, network } = scene;
    loseData(scene);
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal(states(scene), ['POTENTIALLY-FAILED', 'POTENTIALLY-FAILED']);
    atA.send('to one alone');
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.is(states(scene).filter((state) => state === 'ACTIVE').length, 1);
  });

  test('still shows that the peer is there (RFC 9260 §8.1)', () => {
    const scene = multiHomed({ associationMaxRetransmissions: 2 });
    for (let i = 0; i < 5; i += 1) {
      loseData(scene);
      scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    }
    assert.is(scene.atA.state, 'ESTABLISHED');
  });
});

describe('primary path switchover (RFC 7829 §5)', (test) => {
  test('keeps data where it went when the old primary path answers again', () => {
    const scene = multiHomed({ ...quick, primarySwitchoverMaxRetransmissions: 0, heartbeatInterval: 30_000 });
    loseData(scene);
    assert.is(scene.atA.core.primaryPath.address.ip, second);
    assert.equal(changes(scene), [`${first} POTENTIALLY-FAILED`, `${second} ACTIVE`]);
    scene.ladder.deliver('A -> HEARTBEAT', 'A -> DATA', 'Z -> HEARTBEAT ACK', 'Z -> SACK');
    assert.equal(states(scene), ['ACTIVE', 'ACTIVE']);
    scene.atA.send('stays');
    scene.ladder.deliver('A -> DATA');
    assert.is(scene.ladder.destination, second);
  });
});

describe('the dormant state (RFC 9260 §8.2, RFC 7829 §4.1)', (test) => {
  test('data goes on to inactive addresses by turns, and an answer wakes one up', () => {
    const scene = multiHomed({ pathMaxRetransmissions: 0 });
    const { a, atA, ladder, network } = scene;
    loseData(scene);
    const destinations: (string | undefined)[] = [];
    for (let i = 0; i < 3; i += 1) {
      ladder.lose('A -> DATA');
      destinations.push(ladder.destination);
      network.advanceTo(a.nextTimeout());
    }
    assert.equal(
      [states(scene), destinations],
      [
        ['INACTIVE', 'INACTIVE'],
        [second, first, second],
      ],
    );
    ladder.deliver('A -> DATA', 'Z -> SACK');
    atA.send('after', { sackImmediately: true });
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.ok(states(scene).includes('ACTIVE'));
  });
});
