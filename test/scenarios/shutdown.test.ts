import * as assert from 'uvu/assert';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';
import { acquainted, established, forge, type Scenario, sendLarge } from './scenario.ts';

/** Both sides are closed, without an error and without a timer. */
function isGracefullyClosed({ a, z, ladder, network }: Scenario): boolean {
  ladder.quiet();
  const isClosed = (host: typeof a) =>
    host.state === 'CLOSED' &&
    host.association?.error === undefined &&
    host.association?.events.at(-1)?.type === 'closed';
  return isClosed(a) && isClosed(z) && network.isIdle;
}

describe('shutdown', (test) => {
  test('three packets end an idle association', () => {
    const scene = established();
    scene.atA.shutdown();
    scene.ladder.deliver('A -> SHUTDOWN');
    assert.is(scene.atZ.state, 'SHUTDOWN-ACK-SENT');
    scene.ladder.deliver('Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE');
    assert.ok(isGracefullyClosed(scene));
  });

  test('what is queued arrives first', () => {
    const scene = acquainted();
    sendLarge(scene.atA, 2);
    scene.atA.shutdown();
    assert.is(scene.atA.state, 'SHUTDOWN-PENDING');
    scene.ladder.deliver('A -> DATA', 'A -> DATA', 'Z -> SACK');
    scene.ladder.deliver('A -> SHUTDOWN', 'Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE');
    assert.is(scene.atZ.messages.length, 3);
    assert.ok(isGracefullyClosed(scene));
  });

  test('is bounded by T5-shutdown-guard when the peer never finishes', () => {
    const { atA, atZ, ladder, network } = acquainted({ a: { receiveBuffer: 4096, rtoMax: 2000 }, z: { rtoMax: 2000 } });
    atA.pause();
    atA.shutdown();
    const shutdown = ladder.hold('A -> SHUTDOWN');
    sendLarge(atZ, 10);
    network.deliver(shutdown);
    const start = network.now;
    while (atA.state !== 'CLOSED') {
      ladder.deliverAll();
      network.advanceTo(Math.min(network.now + 500, start + 60_000));
      assert.ok(network.now < start + 60_000, 'T5 has not come');
    }
    assert.is(atA.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
    assert.match(atA.error?.message ?? '', /within 10000 ms/);
  });

  test('the last message before it asks for a SACK at once', () => {
    const scene = acquainted();
    scene.atA.send('last');
    scene.atA.shutdown();
    scene.ladder.deliver('A -> DATA', 'Z -> SACK', 'A -> SHUTDOWN');
  });

  test('what the peer has queued arrives, too, and each packet of it is answered with SHUTDOWN', () => {
    const scene = acquainted();
    scene.atA.shutdown();
    const shutdown = scene.ladder.hold('A -> SHUTDOWN');
    sendLarge(scene.atZ, 2);
    scene.network.deliver(shutdown);
    assert.is(scene.atZ.state, 'SHUTDOWN-RECEIVED');
    scene.ladder.deliver('Z -> DATA', 'A -> SHUTDOWN, SACK', 'Z -> DATA', 'A -> SHUTDOWN, SACK');
    scene.ladder.deliver('Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE');
    assert.is(scene.atA.messages.length, 3);
    assert.ok(isGracefullyClosed(scene));
  });

  test('a large queue of the peer does not run into a window that nobody tells it of', () => {
    const { atA, atZ, ladder, network } = acquainted({ a: { receiveBuffer: 4096 } });
    atA.shutdown();
    const shutdown = ladder.hold('A -> SHUTDOWN');
    sendLarge(atZ, 20);
    network.deliver(shutdown);
    const start = network.now;
    ladder.deliverAll();
    assert.is(atA.messages.length, 21);
    assert.is(network.now, start, 'without waiting for any timer');
  });

  test('no messages are taken any more', () => {
    const { atA, atZ, ladder } = established();
    atA.shutdown();
    ladder.deliver('A -> SHUTDOWN');
    for (const association of [atA, atZ]) {
      assert.throws(
        () => association.send('late'),
        (error: { code?: string }) => error.code === 'ERR_SCTP_NOT_CONNECTED',
      );
    }
  });

  test('a lost SHUTDOWN is repaired by T2-shutdown, which backs off', () => {
    const scene = established();
    scene.atA.shutdown();
    for (const wait of [1000, 2000]) {
      scene.ladder.lose('A -> SHUTDOWN');
      assert.is(scene.a.nextTimeout(), scene.network.now + wait);
      scene.network.advanceBy(wait);
    }
    scene.ladder.deliver('A -> SHUTDOWN', 'Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE');
    assert.ok(isGracefullyClosed(scene));
  });

  test('a lost SHUTDOWN ACK is repaired by T2-shutdown of both sides', () => {
    const scene = established();
    scene.atA.shutdown();
    scene.ladder.deliver('A -> SHUTDOWN').lose('Z -> SHUTDOWN ACK');
    scene.network.advanceBy(1000);
    scene.ladder.lose('A -> SHUTDOWN').deliver('Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE');
    assert.ok(isGracefullyClosed(scene));
  });

  test('a lost SHUTDOWN COMPLETE is made up for out of the blue', () => {
    const scene = established();
    scene.atA.shutdown();
    scene.ladder.deliver('A -> SHUTDOWN', 'Z -> SHUTDOWN ACK').lose('A -> SHUTDOWN COMPLETE');
    assert.is(scene.a.endpoint.associationCount, 0);
    scene.network.advanceTo(scene.z.nextTimeout());
    scene.ladder.deliver('Z -> SHUTDOWN ACK', 'A -> SHUTDOWN COMPLETE');
    assert.is(scene.ladder.chunk('SHUTDOWN COMPLETE').isTagReflected, true);
    assert.ok(isGracefullyClosed(scene));
  });

  test('two SHUTDOWNs that cross end well', () => {
    const scene = established();
    scene.atA.shutdown();
    scene.atZ.shutdown();
    scene.ladder.deliver('A -> SHUTDOWN', 'Z -> SHUTDOWN', 'Z -> SHUTDOWN ACK', 'A -> SHUTDOWN ACK');
    scene.ladder.deliver('A -> SHUTDOWN COMPLETE').deliverAll();
    assert.ok(isGracefullyClosed(scene));
  });

  test('both sides can shut down with messages under way', () => {
    const scene = acquainted();
    sendLarge(scene.atA, 5);
    sendLarge(scene.atZ, 5);
    scene.atA.shutdown();
    scene.atZ.shutdown();
    scene.ladder.deliverAll();
    scene.network.advanceBy(200);
    scene.ladder.deliverAll();
    assert.equal([scene.atA.messages.length, scene.atZ.messages.length], [6, 6]);
    assert.ok(isGracefullyClosed(scene));
  });

  test('SHUTDOWN is given up after associationMaxRetransmissions', () => {
    const { a, atA, ladder, network } = established({ a: { associationMaxRetransmissions: 2 } });
    atA.shutdown();
    for (let i = 0; i < 3; i += 1) {
      ladder.lose('A -> SHUTDOWN');
      network.advanceTo(a.nextTimeout());
    }
    ladder.quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
    assert.is(a.nextTimeout(), undefined);
  });

  test('ABORT that meets a late packet of ours, when the peer has closed, loses nothing and is no error', () => {
    const scene = acquainted();
    const { z, atZ, ladder, network } = scene;
    atZ.send('twice', { sackImmediately: true });
    const data = ladder.hold('Z -> DATA');
    network.deliver(data);
    ladder.deliver('A -> SACK');
    scene.atA.shutdown();
    ladder.deliver('A -> SHUTDOWN', 'Z -> SHUTDOWN ACK').lose('A -> SHUTDOWN COMPLETE');
    network.deliver(data);
    ladder.deliver('A -> ABORT');
    assert.ok(isGracefullyClosed(scene));
    assert.is(z.nextTimeout(), undefined);
  });

  test('DATA in SHUTDOWN-SENT with a gap is reported by SACK', () => {
    const scene = established();
    scene.atZ.shutdown();
    scene.ladder.lose('Z -> SHUTDOWN');
    forge(scene, [dataChunk({ tsn: (scene.initialTsn + 1) >>> 0 })]);
    scene.ladder.deliver('Z -> SHUTDOWN, SACK');
    assert.equal(scene.ladder.chunk('SACK').gapAckBlocks, [{ start: 2, end: 2 }]);
  });
});
