import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, type EstablishedScenario, sendLarge } from './scenario.ts';

/** Z reads nothing and has room for three packets: A has filled it, and has five more to send. */
function withClosedWindow(): EstablishedScenario {
  const scene = acquainted({ z: { receiveBuffer: 4096, sackEveryPackets: 1 } });
  scene.atZ.pause();
  sendLarge(scene.atA, 3);
  scene.ladder.deliverAll();
  sendLarge(scene.atA, 5);
  return scene;
}

describe('flow control', (test) => {
  test('the sender stops when the window is closed', () => {
    const { atA, atZ, ladder } = withClosedWindow();
    ladder.quiet();
    assert.is(atA.core.bufferedAmount, 5000);
    atZ.resume();
    ladder.deliver('Z -> SACK').deliverAll();
    assert.is(atA.core.bufferedAmount, 0);
    assert.is(atZ.messages.length, 9);
  });

  test('a closed window is probed after an RTO, then after twice and four times that', () => {
    const { a, atA, ladder, network } = withClosedWindow();
    for (const wait of [1000, 1000, 2000, 4000, 8000]) {
      ladder.quiet();
      assert.is(a.nextTimeout(), network.now + wait);
      network.advanceBy(wait);
      ladder.deliver('A -> DATA', 'Z -> SACK');
      assert.is(ladder.chunk('SACK').advertisedReceiverWindowCredit, 0);
    }
    assert.is(atA.core.primaryPath.errorCount, 0);
  });

  test('a packet that was under way when the window closed serves as a probe', () => {
    const { a, atA, atZ, ladder, network } = acquainted({ z: { receiveBuffer: 4096, sackEveryPackets: 1 } });
    atZ.pause();
    sendLarge(atA, 4);
    ladder.deliverAll();
    for (const wait of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000, 60_000, 60_000]) {
      assert.is(a.nextTimeout(), network.now + wait);
      network.advanceBy(wait);
      ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    }
    atZ.resume();
    ladder.deliver('Z -> SACK', 'A -> DATA', 'Z -> SACK').quiet();
    assert.is(atZ.messages.length, 5);
  });

  test('probes that are answered never end the association', () => {
    const { a, atA, ladder, network } = withClosedWindow();
    for (let i = 0; i < 30; i += 1) {
      network.advanceTo(a.nextTimeout());
      ladder.deliver('A -> DATA', 'Z -> SACK');
    }
    assert.is(atA.state, 'ESTABLISHED');
  });

  test('probes that are not answered do', () => {
    const { a, atA, ladder, network } = withClosedWindow();
    for (let i = 0; i < 11; i += 1) {
      network.advanceTo(a.nextTimeout());
      ladder.lose('A -> DATA');
    }
    network.advanceTo(a.nextTimeout());
    assert.is(atA.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
  });

  test('a window update lets the sender go on at once, and no probe follows', () => {
    const { a, atA, atZ, ladder, network } = withClosedWindow();
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> DATA', 'Z -> SACK');
    atZ.resume();
    ladder.deliver('Z -> SACK').deliverAll();
    assert.is(atA.core.bufferedAmount, 0);
    assert.is(a.nextTimeout(), undefined);
    assert.is(atZ.messages.length, 9);
  });

  test('the window is told anew once a quarter of the buffer has been read, not before', () => {
    const { atA, atZ, ladder } = acquainted({ z: { receiveBuffer: 8192, sackEveryPackets: 1 } });
    atZ.pause();
    sendLarge(atA, 7);
    ladder.deliverAll();
    atZ.read();
    ladder.quiet();
    atZ.read();
    ladder.deliver('Z -> SACK');
    assert.ok(ladder.chunk('SACK').advertisedReceiverWindowCredit >= 2048);
  });

  test('a window of one packet is told anew as soon as that is read, not after the delay', () => {
    const { atA, atZ, ladder } = acquainted({ z: { receiveBuffer: 4096 } });
    atA.send(new Uint8Array(1400));
    ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    assert.is(ladder.chunk('SACK').advertisedReceiverWindowCredit, 4096);
    assert.is(atZ.messages.length, 2);
  });

  test('a message larger than the receive buffer arrives', () => {
    const { atA, atZ, ladder } = acquainted({ z: { receiveBuffer: 4096, sackEveryPackets: 1 } });
    atA.send(new Uint8Array(50_000));
    ladder.deliverAll();
    assert.is(atZ.messages.at(-1)?.data.length, 50_000);
  });
});
