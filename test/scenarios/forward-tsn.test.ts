import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { checkIdle, failures } from './abandoned.ts';
import { acquainted, type EstablishedScenario, sendLarge } from './scenario.ts';

const large = new Uint8Array(1000);

describe('FORWARD TSN that is sent (RFC 3758 §3.5)', (test) => {
  /** A has abandoned a message, and its FORWARD TSN is the next packet. */
  function abandoned(change: Parameters<typeof acquainted>[0] = {}): EstablishedScenario {
    const scene = acquainted(change);
    scene.atA.send('stale', { maxRetransmissions: 0 });
    scene.ladder.lose('A -> DATA');
    scene.network.advanceBy(1000);
    return scene;
  }

  test('goes again when T3-rtx expires, until it is acknowledged (A5, C5)', () => {
    const scene = abandoned();
    scene.ladder.lose('A -> FORWARD-TSN').quiet();
    assert.ok(scene.atA.core.primaryPath.t3Rtx.isRunning);
    scene.network.advanceBy(2000);
    scene.ladder.lose('A -> FORWARD-TSN').quiet();
    scene.network.advanceBy(4000);
    scene.ladder.deliver('A -> FORWARD-TSN');
    checkIdle(scene);
  });

  test('is the sign of life of a peer that acknowledges nothing else, and of its path', () => {
    const scene = abandoned();
    assert.is(scene.atA.core.primaryPath.errorCount, 1);
    scene.ladder.deliver('A -> FORWARD-TSN');
    scene.network.advanceBy(200);
    scene.ladder.deliver('Z -> SACK');
    assert.is(scene.atA.core.primaryPath.errorCount, 0);
    for (let i = 0; i < 30; i += 1) {
      scene.atA.send('stale', { maxRetransmissions: 0 });
      scene.ladder.lose('A -> DATA');
      scene.network.advanceBy(60_000);
      scene.ladder.deliverAll();
      scene.network.advanceBy(200);
      scene.ladder.deliverAll();
    }
    assert.is(scene.atA.state, 'ESTABLISHED');
    checkIdle(scene);
  });

  test('is counted as unanswered where the peer is dead, so that the association ends', () => {
    const scene = abandoned({ a: { associationMaxRetransmissions: 3 } });
    for (let i = 0; i < 3; i += 1) {
      scene.ladder.lose('A -> FORWARD-TSN');
      scene.network.advanceBy(2000 * 2 ** i);
    }
    assert.is(scene.atA.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
    assert.equal(failures(scene.atA), ['1 sent']);
  });

  test('is bundled with DATA (F2)', () => {
    const scene = acquainted({ a: { noDelay: false } });
    scene.atA.send('stale', { maxRetransmissions: 0 });
    scene.ladder.lose('A -> DATA');
    scene.atA.send('held by Nagle');
    scene.ladder.quiet();
    scene.network.advanceBy(1000);
    scene.ladder.deliver('A -> FORWARD-TSN, DATA');
    checkIdle(scene);
  });

  test('is not repeated by SACKs that come within a round trip (F2)', () => {
    const scene = abandoned();
    const lost = scene.ladder.hold('A -> FORWARD-TSN');
    sendLarge(scene.atA, 1);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    scene.network.deliver(lost);
    checkIdle(scene);
  });

  test('is repeated by a SACK that comes later and does not cover it (C3)', () => {
    const scene = acquainted();
    scene.network.advanceBy(1000);
    scene.atA.send('timed');
    const packet = scene.ladder.hold('A -> DATA');
    scene.network.advanceBy(100);
    scene.network.deliver(packet);
    scene.ladder.deliverAll();
    scene.network.advanceBy(200);
    scene.ladder.deliverAll();
    scene.atA.send(large, { maxRetransmissions: 0 });
    scene.ladder.lose('A -> DATA');
    scene.network.advanceBy(1000);
    scene.ladder.lose('A -> FORWARD-TSN');
    sendLarge(scene.atA, 1);
    const data = scene.ladder.hold('A -> DATA');
    scene.network.advanceBy(600);
    scene.network.deliver(data);
    scene.ladder.deliver('Z -> SACK', 'A -> FORWARD-TSN');
    checkIdle(scene);
  });

  test('holds SHUTDOWN up until it is acknowledged', () => {
    const scene = abandoned();
    scene.ladder.lose('A -> FORWARD-TSN');
    scene.atA.shutdown();
    scene.ladder.quiet();
    scene.network.advanceBy(2000);
    scene.ladder.deliver('A -> FORWARD-TSN');
    scene.network.advanceBy(200);
    scene.ladder.deliver('Z -> SACK', 'A -> SHUTDOWN', 'Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE').quiet();
    assert.equal([scene.atA.state, scene.atZ.state], ['CLOSED', 'CLOSED']);
  });

  test('goes to the path that data goes to, and T3-rtx runs there', () => {
    const scene = acquainted({ isMultiHomed: true, a: { pathMaxRetransmissions: 0 } });
    scene.atA.send('stale', { maxRetransmissions: 0 });
    scene.ladder.lose('A -> DATA');
    scene.network.advanceBy(1000);
    scene.ladder.lose('A -> FORWARD-TSN');
    assert.is(scene.ladder.destination, '198.51.100.2');
    assert.equal(
      scene.atA.core.paths.map(({ t3Rtx }) => t3Rtx.isRunning),
      [false, true],
    );
  });
});
