import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { HandDriven, typesOf } from '../unit/endpoint/hand-driven.ts';
import { arrived, checkIdle, failures } from './abandoned.ts';
import { acquainted, type EstablishedScenario, sendLarge } from './scenario.ts';

/** More than two fill a packet. */
const large = new Uint8Array(1000);

describe('a message whose lifetime ends before it is sent (RFC 9260 §11.1.5, RFC 3758 §4.1 TR3)', (test) => {
  test('is not sent, and takes no TSN and no SSN', () => {
    const scene = acquainted();
    sendLarge(scene.atA, 6);
    scene.atA.send('late', { lifetime: 50 });
    scene.atA.send('after');
    scene.network.advanceBy(50);
    assert.equal(failures(scene.atA), ['7 unsent']);
    scene.ladder.deliverAll();
    assert.equal([arrived(scene).at(-1), arrived(scene).length], ['after', 7]);
    assert.is(scene.atZ.messages.at(-1)?.ssn, 7);
    checkIdle(scene);
  });

  /** Z has closed its window, and has acknowledged all that was sent. */
  function closed(): EstablishedScenario {
    const scene = acquainted({ z: { receiveBuffer: 4096 } });
    scene.atZ.pause();
    sendLarge(scene.atA, 4);
    scene.ladder.deliverAll();
    scene.network.advanceBy(200);
    scene.ladder.deliverAll();
    assert.is(scene.atA.core.bufferedAmount, 0);
    return scene;
  }

  test('is told of on time while the window of the peer is closed', () => {
    const scene = closed();
    scene.atA.send(large, { lifetime: 300 });
    scene.network.advanceBy(299);
    scene.ladder.quiet();
    assert.equal([failures(scene.atA), scene.atA.core.bufferedAmount], [[], 1000]);
    scene.network.advanceBy(1);
    assert.equal([failures(scene.atA), scene.atA.core.bufferedAmount], [['5 unsent'], 0]);
    scene.ladder.quiet();
  });

  test('where it was the last, SHUTDOWN goes', () => {
    const scene = closed();
    scene.atA.send(large, { lifetime: 300 });
    scene.atA.shutdown();
    scene.network.advanceBy(300);
    scene.ladder.lose('A -> SHUTDOWN').quiet();
  });
});

describe('a lost message whose lifetime has ended (RFC 3758 §3.5, §4.1 TR4)', (test) => {
  test('is skipped by FORWARD TSN, with its stream and SSN, and what follows is delivered', () => {
    const scene = acquainted();
    scene.atA.send('stale', { stream: 3, lifetime: 500 });
    const [tsn] = scene.ladder.lose('A -> DATA').tsns;
    scene.network.advanceBy(999);
    scene.ladder.quiet();
    assert.equal(failures(scene.atA), []);
    scene.network.advanceBy(1);
    assert.equal([failures(scene.atA), scene.atA.core.bufferedAmount], [['1 sent'], 0]);
    const chunk = scene.ladder.deliver('A -> FORWARD-TSN').chunk('FORWARD-TSN');
    assert.equal([chunk.newCumulativeTsn, chunk.skipped], [tsn, [{ streamId: 3, ssn: 0 }]]);
    scene.atA.send('after', { stream: 3 });
    scene.ladder.deliverAll();
    assert.equal(arrived(scene), ['after']);
    checkIdle(scene);
  });

  test('is delivered when it arrives late, but before it is lost', () => {
    const scene = acquainted();
    scene.atA.send('late', { lifetime: 100 });
    const packet = scene.ladder.hold('A -> DATA');
    scene.network.advanceBy(900);
    scene.network.deliver(packet);
    scene.ladder.deliverAll();
    assert.equal([arrived(scene), failures(scene.atA)], [['late'], []]);
    checkIdle(scene);
  });

  test('has it retransmitted as long as it lives', () => {
    const scene = acquainted();
    scene.atA.send('alive', { lifetime: 1001 });
    scene.ladder.lose('A -> DATA');
    scene.network.advanceBy(1000);
    scene.ladder.deliver('A -> DATA');
    assert.equal(arrived(scene), ['alive']);
  });

  test('an unordered one has no stream in FORWARD TSN', () => {
    const scene = acquainted();
    scene.atA.send('stale', { unordered: true, lifetime: 500 });
    scene.ladder.lose('A -> DATA');
    scene.network.advanceBy(1000);
    assert.equal(scene.ladder.deliver('A -> FORWARD-TSN').chunk('FORWARD-TSN').skipped, []);
    checkIdle(scene);
  });

  test('each stream is in FORWARD TSN once, with the last SSN, and one chunk tells of all', () => {
    const scene = acquainted();
    for (const stream of [1, 2, 1, 1]) scene.atA.send('stale', { stream, lifetime: 500 });
    const [first = 0, ...others] = scene.ladder.lose('A -> DATA, DATA, DATA, DATA').tsns;
    scene.network.advanceBy(1000);
    const { newCumulativeTsn, skipped } = scene.ladder.deliver('A -> FORWARD-TSN').chunk('FORWARD-TSN');
    assert.is(newCumulativeTsn, (first + others.length) >>> 0);
    assert.equal(skipped, [
      { streamId: 1, ssn: 2 },
      { streamId: 2, ssn: 0 },
    ]);
    assert.equal(failures(scene.atA).length, 4);
    checkIdle(scene);
  });
});

describe('limited retransmissions (RFC 7496 §3.1)', (test) => {
  test('none: a message is abandoned at its first fast retransmit, and cwnd is reduced all the same (RFC 3758 F5)', () => {
    const scene = acquainted();
    const { congestionControl } = scene.atA.core.primaryPath;
    scene.atA.send(large, { maxRetransmissions: 0 });
    scene.ladder.lose('A -> DATA');
    sendLarge(scene.atA, 3);
    const before = congestionControl.cwnd;
    scene.ladder.deliver('A -> DATA', 'Z -> SACK', 'A -> DATA', 'Z -> SACK');
    assert.equal(failures(scene.atA), []);
    scene.ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.equal(failures(scene.atA), ['1 sent']);
    assert.ok(congestionControl.ssthresh <= Math.max(before / 2, 4 * 1468));
    scene.ladder.deliver('A -> FORWARD-TSN');
    assert.is(arrived(scene).length, 3);
    checkIdle(scene);
  });

  test('one: it goes again once, whatever for', () => {
    const scene = acquainted();
    scene.atA.send('twice', { maxRetransmissions: 1 });
    scene.ladder.lose('A -> DATA');
    scene.network.advanceBy(1000);
    scene.ladder.lose('A -> DATA');
    scene.network.advanceBy(2000);
    scene.ladder.deliver('A -> FORWARD-TSN');
    assert.equal(failures(scene.atA), ['1 sent']);
    checkIdle(scene);
  });

  test('what was received above is not skipped: the peer may take it back', () => {
    const scene = acquainted();
    for (const maxRetransmissions of [0, 9, 0]) scene.atA.send(large, { maxRetransmissions });
    scene.ladder.lose('A -> DATA').deliver('A -> DATA').lose('A -> DATA').deliver('Z -> SACK');
    scene.network.advanceBy(1000);
    const { newCumulativeTsn } = scene.ladder.deliver('A -> FORWARD-TSN').chunk('FORWARD-TSN');
    assert.is(newCumulativeTsn, (scene.initialTsn + 1) >>> 0);
    scene.network.advanceBy(200);
    const next = scene.ladder.deliver('Z -> SACK', 'A -> FORWARD-TSN').chunk('FORWARD-TSN');
    assert.is(next.newCumulativeTsn, (scene.initialTsn + 3) >>> 0);
    assert.equal(arrived(scene).length, 1);
    checkIdle(scene);
  });
});

describe('a message in fragments (RFC 3758 §3.5 A3)', (test) => {
  test('is abandoned whole when one of them is', () => {
    const scene = acquainted();
    scene.atA.send(new Uint8Array(4000), { maxRetransmissions: 0 });
    scene.ladder.deliver('A -> DATA').lose('A -> DATA').deliver('A -> DATA');
    scene.network.advanceBy(1000);
    scene.ladder.deliverAll();
    sendLarge(scene.atA, 1);
    scene.ladder.deliverAll();
    assert.equal([failures(scene.atA), arrived(scene).length], [['1 sent'], 1]);
    checkIdle(scene);
  });

  test('of which a part has been sent: a TSN stands for the rest, so that it and the next message are not taken for one', () => {
    const scene = acquainted();
    scene.atA.send(new Uint8Array(40_000), { stream: 1, lifetime: 100 });
    const waiting = ['A -> DATA', 'A -> DATA', 'A -> DATA'].map((step) => scene.ladder.hold(step));
    scene.ladder.quiet();
    scene.network.advanceBy(100);
    assert.equal([failures(scene.atA), scene.atA.core.bufferedAmount], [['1 sent'], 0]);
    const chunk = scene.ladder.lose('A -> FORWARD-TSN').chunk('FORWARD-TSN');
    assert.equal([chunk.newCumulativeTsn, chunk.skipped.length], [(scene.initialTsn + 4) >>> 0, 1]);
    scene.atA.send('after', { stream: 1 });
    const after = scene.ladder.hold('A -> DATA');
    for (const packet of [...waiting, after]) scene.network.deliver(packet);
    scene.network.advanceBy(200);
    scene.ladder.deliverAll();
    scene.network.advanceBy(2000);
    scene.ladder.deliverAll();
    assert.equal(arrived(scene), ['after']);
    assert.equal([scene.atA.state, scene.atZ.state], ['ESTABLISHED', 'ESTABLISHED']);
    checkIdle(scene);
  });
});

describe('to a peer that does not support FORWARD TSN (RFC 3758 §3.3)', (test) => {
  /** Messages of which the first is out when their lifetimes end, and their retransmissions are used up. */
  function expired(): HandDriven {
    const driven = HandDriven.in('ESTABLISHED', { maxBurst: 1, heartbeatInterval: 0 });
    const message = { streamId: 0, ppid: 0, unordered: false, sackImmediately: false };
    const limits = { expiresAt: 10, maxRetransmissions: 0 };
    for (const length of [5000, 10]) driven.association.send({ ...message, ...limits, data: Buffer.alloc(length) }, 0);
    assert.equal(typesOf(driven.sent()), ['DATA']);
    driven.timeOut();
    return driven;
  }

  test('what has begun to leave is sent as any message, and what has not is given up', () => {
    const driven = expired();
    const failed = driven.events().flatMap((event) => (event.type === 'sendFailed' ? [event] : []));
    assert.equal(
      failed.map(({ message, wasSent, isAbandoned }) => [message.data.length, wasSent, isAbandoned]),
      [[10, false, true]],
    );
    // The first is lost twice, more often than its limit allows.
    driven.timeOut();
    let sent = driven.timeOut();
    while (driven.association.bufferedAmount > 0) {
      const chunks = sent.flatMap((packet) => packet.chunks);
      assert.not(chunks.some(({ type }) => type === 'FORWARD-TSN'));
      const tsns = chunks.flatMap((chunk) => (chunk.type === 'DATA' ? [chunk.tsn] : []));
      assert.ok(tsns.length > 0, 'the message does not go on');
      const fields = { advertisedReceiverWindowCredit: 100_000, gapAckBlocks: [], duplicateTsns: [] };
      sent = driven.answer({ type: 'SACK', cumulativeTsnAck: Math.max(...tsns), ...fields });
    }
    assert.equal(driven.eventTypes(), ['acknowledged']);
  });
});
