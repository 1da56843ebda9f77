import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { acquainted, sendLarge } from './scenario.ts';

/** Z acknowledges every packet at once. */
const prompt = { z: { sackEveryPackets: 1 } } as const;

describe('T3-rtx', (test) => {
  test('lost DATA goes again after RTO, then after twice and four times that', () => {
    const { a, atA, ladder, network } = acquainted(prompt);
    const start = network.now;
    atA.send('lost');
    for (const time of [1000, 3000, 7000]) {
      ladder.lose('A -> DATA').quiet();
      assert.is(a.nextTimeout(), start + time);
      network.advanceTo(start + time);
    }
    ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    assert.is(a.nextTimeout(), undefined);
  });

  test('the back-off ends at rtoMax', () => {
    const { a, atA, ladder, network } = acquainted({ ...prompt, a: { rtoMax: 3000 } });
    atA.send('lost');
    for (const wait of [1000, 2000, 3000, 3000]) {
      ladder.lose('A -> DATA');
      assert.is(a.nextTimeout(), network.now + wait);
      network.advanceBy(wait);
    }
    ladder.deliver('A -> DATA', 'Z -> SACK');
  });

  test('of what was in flight one packet goes, and the rest once that is acknowledged', () => {
    const { a, atA, ladder, network } = acquainted();
    sendLarge(atA, 4);
    const lost = [0, 1, 2, 3].flatMap(() => ladder.lose('A -> DATA').tsns);
    network.advanceTo(a.nextTimeout());
    assert.is(atA.core.primaryPath.congestionControl.cwnd, atA.core.primaryPath.pmdcs);
    ladder.deliver('A -> DATA');
    const again = ladder.tsns;
    // It asks for an answer at once, as no second packet follows.
    ladder.deliver('Z -> SACK');
    for (let i = 0; i < 2; i += 1) again.push(...ladder.deliver('A -> DATA').tsns);
    ladder.deliver('Z -> SACK');
    again.push(...ladder.deliver('A -> DATA').tsns);
    assert.equal(again, lost);
  });

  test('retransmissions go before new data', () => {
    const { a, atA, ladder, network } = acquainted(prompt);
    sendLarge(atA, 1);
    ladder.lose('A -> DATA');
    const lost = ladder.tsns;
    network.advanceTo(a.nextTimeout());
    sendLarge(atA, 1);
    ladder.deliver('A -> DATA');
    assert.equal(ladder.tsns, lost);
    ladder.deliver('Z -> SACK', 'A -> DATA');
    assert.not.equal(ladder.tsns, lost);
  });

  test('a lost SACK costs a duplicate, and the message arrives once', () => {
    const { a, atA, atZ, ladder, network } = acquainted(prompt);
    atA.send('once');
    ladder.deliver('A -> DATA').lose('Z -> SACK');
    network.advanceTo(a.nextTimeout());
    ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    assert.equal(
      atZ.messages.map(({ data }) => data.toString()),
      ['first', 'once'],
    );
  });

  test('a retransmitted chunk is not timed (Karn): RTO stays backed off until a new chunk is', () => {
    const { a, atA, ladder, network } = acquainted(prompt);
    const path = atA.core.primaryPath;
    atA.send('lost');
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    const again = ladder.hold('A -> DATA');
    network.advanceBy(100);
    network.deliver(again);
    ladder.deliver('Z -> SACK');
    assert.is(path.rto, 2000);
    atA.send('new');
    ladder.deliver('A -> DATA', 'Z -> SACK');
    assert.is(path.rto, 1000);
  });

  test('RTO follows the measured round trips', () => {
    const { atA, ladder, network } = acquainted(prompt);
    const path = atA.core.primaryPath;
    const before = path.rtt.srtt ?? Number.NaN;
    atA.send('slow');
    ladder.deliver('A -> DATA');
    const sack = ladder.hold('Z -> SACK');
    network.advanceBy(800);
    network.deliver(sack);
    assert.is(path.rtt.srtt, (7 / 8) * before + 800 / 8);
  });
});

describe('a peer that is gone', (test) => {
  test('is given up after associationMaxRetransmissions, and every message fails', () => {
    const { a, atA, ladder, network } = acquainted({ a: { associationMaxRetransmissions: 2 } });
    sendLarge(atA, 6);
    for (let i = 0; i < 4; i += 1) ladder.lose('A -> DATA');
    for (let i = 0; i < 2; i += 1) {
      network.advanceTo(a.nextTimeout());
      ladder.lose('A -> DATA').quiet();
    }
    network.advanceTo(a.nextTimeout());
    ladder.quiet();
    assert.is(atA.error?.code, 'ERR_SCTP_PEER_UNREACHABLE');
    const failed = atA.events.flatMap((event) => (event.type === 'sendFailed' ? event : []));
    assert.equal(
      failed.map(({ message, wasSent }) => [message.id, wasSent]),
      [1, 2, 3, 4, 5, 6].map((id) => [id, id <= 4]),
    );
    assert.is(a.nextTimeout(), undefined);
  });

  test('a path is inactive after pathMaxRetransmissions, and active again when it answers', () => {
    const { a, atA, ladder, network } = acquainted({ ...prompt, a: { pathMaxRetransmissions: 1 } });
    atA.send('late');
    ladder.lose('A -> DATA');
    network.advanceTo(a.nextTimeout());
    ladder.lose('A -> DATA');
    assert.is(atA.core.primaryPath.state, 'ACTIVE');
    network.advanceTo(a.nextTimeout());
    assert.is(atA.core.primaryPath.state, 'INACTIVE');
    ladder.deliver('A -> DATA', 'Z -> SACK');
    const states = atA.events.flatMap((event) => (event.type === 'path' ? event.state : []));
    assert.equal(states.slice(-2), ['INACTIVE', 'ACTIVE']);
  });

  test('consecutive errors count: an answer in between starts anew', () => {
    const { a, atA, ladder, network } = acquainted({ ...prompt, a: { associationMaxRetransmissions: 1 } });
    for (let i = 0; i < 4; i += 1) {
      atA.send('lost once');
      ladder.lose('A -> DATA');
      network.advanceTo(a.nextTimeout());
      ladder.deliver('A -> DATA', 'Z -> SACK').quiet();
    }
    assert.is(atA.state, 'ESTABLISHED');
  });
});
