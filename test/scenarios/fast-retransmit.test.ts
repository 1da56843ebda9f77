import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, type EstablishedScenario, sendLarge } from './scenario.ts';

/** As {@link acquainted}, with a cwnd of more than a dozen packets, so that it can be halved. */
function withLargeWindow(): EstablishedScenario {
  const scene = acquainted({ a: { maxBurst: 100 }, z: { sackEveryPackets: 1 } });
  for (let round = 0; round < 10; round += 1) {
    sendLarge(scene.atA, 20);
    scene.ladder.deliverAll();
  }
  scene.network.advanceBy(200);
  scene.ladder.deliverAll();
  return scene;
}

/** Sends so many packets, of which none arrives yet. */
function sendAndHold({ atA, ladder }: EstablishedScenario, count: number) {
  sendLarge(atA, count);
  return Array.from({ length: count }, () => ({ packet: ladder.hold('A -> DATA'), tsns: ladder.tsns }));
}

describe('fast retransmit', (test) => {
  test('a chunk goes again on the third miss indication, and not before', () => {
    const scene = acquainted();
    const { ladder, network } = scene;
    const [lost, ...others] = sendAndHold(scene, 4);
    for (const { packet } of others) {
      ladder.quiet();
      network.deliver(packet);
      ladder.deliver('Z -> SACK');
    }
    ladder.deliver('A -> DATA').quiet();
    assert.equal(ladder.tsns, lost?.tsns);
  });

  test('of the chunk that is timed ends its measurement, and new data is measured again (§6.3.1 C5)', () => {
    const scene = acquainted();
    const { atA, ladder, network } = scene;
    const [, ...others] = sendAndHold(scene, 4);
    for (const { packet } of others) {
      network.deliver(packet);
      ladder.deliver('Z -> SACK');
    }
    network.advanceBy(10);
    ladder.deliver('A -> DATA');
    ladder.deliverAll();
    const before = atA.core.primaryPath.rtt.srtt;
    sendLarge(atA, 1);
    const measured = ladder.hold('A -> DATA');
    network.advanceBy(80);
    network.deliver(measured);
    network.advanceBy(200);
    ladder.deliver('Z -> SACK');
    assert.ok((atA.core.primaryPath.rtt.srtt ?? 0) > (before ?? 0) + 5, 'no measurement was made');
  });

  test('a SACK that acknowledges nothing new is no miss indication', () => {
    const scene = acquainted();
    const { ladder, network } = scene;
    const [, second] = sendAndHold(scene, 2);
    assert.ok(second);
    network.deliver(second.packet);
    const sack = ladder.hold('Z -> SACK');
    for (let i = 0; i < 5; i += 1) network.deliver(sack);
    ladder.quiet();
  });

  test('cwnd is halved once, however many chunks of one window are lost', () => {
    const scene = withLargeWindow();
    const { atA, ladder, network } = scene;
    const { cwnd } = atA.core.primaryPath.congestionControl;
    const [first, second, third, ...others] = sendAndHold(scene, 10);
    assert.ok(first && second && third);
    for (const { packet } of [second, ...others]) network.deliver(packet);
    for (let i = 0; i < 8; i += 1) ladder.deliver('Z -> SACK');
    ladder.deliver('A -> DATA');
    assert.equal(ladder.tsns, first.tsns);
    ladder.deliver('A -> DATA');
    assert.equal(ladder.tsns, third.tsns);
    const { cwnd: after, ssthresh } = atA.core.primaryPath.congestionControl;
    assert.equal([after, ssthresh], [Math.floor(cwnd / 2), Math.floor(cwnd / 2)]);
  });

  test('cwnd does not grow in fast recovery, which lasts until all that was outstanding is acknowledged', () => {
    const scene = withLargeWindow();
    const { atA, ladder, network } = scene;
    const { congestionControl } = atA.core.primaryPath;
    const [, ...arriving] = sendAndHold(scene, 10);
    for (const { packet } of arriving.slice(0, 3)) network.deliver(packet);
    ladder.deliver('Z -> SACK', 'Z -> SACK', 'Z -> SACK', 'A -> DATA', 'Z -> SACK');
    const { cwnd } = congestionControl;
    for (const { packet } of arriving.slice(3)) network.deliver(packet);
    ladder.deliverAll();
    assert.is(congestionControl.cwnd, cwnd);
    assert.is(atA.core.bufferedAmount, 0);
  });

  test('a chunk is fast retransmitted once; if that is lost too, T3-rtx repairs it', () => {
    const scene = acquainted();
    const { ladder, network, atA } = scene;
    const [lost, ...others] = sendAndHold(scene, 4);
    for (const { packet } of others) network.deliver(packet);
    ladder.deliver('Z -> SACK', 'Z -> SACK', 'Z -> SACK').lose('A -> DATA');
    for (const { packet } of sendAndHold(scene, 4)) {
      network.deliver(packet);
      ladder.deliver('Z -> SACK').quiet();
    }
    network.advanceTo(atA.core.primaryPath.t3Rtx.deadline);
    ladder.deliver('A -> DATA');
    assert.equal(ladder.tsns, lost?.tsns);
  });
});
