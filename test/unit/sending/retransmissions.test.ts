import * as assert from 'uvu/assert';
import { RetransmissionQueue } from '../../../lib/src/sending/retransmission-queue.ts';
import { Retransmissions } from '../../../lib/src/sending/retransmissions.ts';
import { describe } from '../../helpers/describe.ts';
import { pathTo, sentChunk } from './chunks.ts';

const path = pathTo();

function marked(tsn: number, change = {}) {
  return sentChunk(tsn, path, { status: 'MARKED', ...change });
}

function drain(queue: RetransmissionQueue): (number | undefined)[] {
  const tsns: (number | undefined)[] = [];
  for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) tsns.push(chunk.tsn);
  return tsns;
}

describe('RetransmissionQueue', (test) => {
  test('gives the lowest TSN first', () => {
    const queue = new RetransmissionQueue();
    queue.add([marked(3), marked(5)]);
    queue.add([marked(7)]);
    assert.is(queue.peek()?.tsn, 3);
    assert.equal(drain(queue), [3, 5, 7]);
  });

  test('sorts in what is marked below others that wait', () => {
    const queue = new RetransmissionQueue();
    queue.add([marked(5), marked(9)]);
    queue.add([marked(3), marked(7)]);
    assert.equal(drain(queue), [3, 5, 7, 9]);
  });

  test('sorts across the end of the TSN space', () => {
    const queue = new RetransmissionQueue();
    queue.add([marked(0), marked(2)]);
    queue.add([marked(0xffffffff), marked(1)]);
    assert.equal(drain(queue), [0xffffffff, 0, 1, 2]);
  });

  test('passes over what was acknowledged meanwhile', () => {
    const queue = new RetransmissionQueue();
    const acknowledged = marked(3);
    queue.add([acknowledged, marked(5)]);
    acknowledged.status = 'GAP-ACKED';
    assert.is(queue.peek()?.tsn, 5);
    assert.equal(drain(queue), [5]);
  });

  test('takes low TSNs again once it has run empty', () => {
    const queue = new RetransmissionQueue();
    queue.add([marked(9)]);
    drain(queue);
    queue.add([marked(3)]);
    assert.equal(drain(queue), [3]);
  });

  test('adding nothing changes nothing', () => {
    const queue = new RetransmissionQueue();
    queue.add([]);
    assert.is(queue.shift(), undefined);
  });
});

describe('Retransmissions', (test) => {
  test('have no path while nothing waits', () => {
    const waiting = new Retransmissions();
    assert.is(waiting.nextPath, undefined);
    assert.is(waiting.take(pathTo(), 1000), undefined);
  });

  test('are kept by path', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const waiting = new Retransmissions();
    waiting.add(other, [marked(3)]);
    assert.is(waiting.nextPath, other);
    assert.equal([waiting.isWaiting(one), waiting.isWaiting(other)], [false, true]);
    assert.equal([waiting.take(one, 1000), waiting.take(other, 1000)?.tsn], [undefined, 3]);
  });

  test('stay when there is no room for the next one', () => {
    const to = pathTo();
    const waiting = new Retransmissions();
    waiting.add(to, [marked(3, { size: 116 })]);
    assert.is(waiting.take(to, 115), undefined);
    assert.is(waiting.take(to, 116)?.tsn, 3);
  });

  test('wait for cwnd (RFC 9260 §6.1 C)', () => {
    const full = pathTo();
    full.dataSent(4404, 0);
    const waiting = new Retransmissions();
    waiting.add(full, [marked(3)]);
    assert.is(waiting.nextPath, undefined);
    full.dataLeft(4);
    assert.is(waiting.nextPath, full);
  });

  test('do not wait for cwnd with the first packet of a Fast Retransmit (§7.2.4)', () => {
    const full = pathTo();
    full.dataSent(4404, 0);
    const waiting = new Retransmissions();
    waiting.add(full, [marked(3), marked(4)]);
    waiting.hurry(full);
    assert.is(waiting.nextPath, full);
    waiting.take(full, 1000);
    waiting.packetFilled(full);
    assert.is(waiting.nextPath, undefined);
  });

  test('a packet to another path leaves the urgent one urgent', () => {
    const [full, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    full.dataSent(4404, 0);
    const waiting = new Retransmissions();
    waiting.add(full, [marked(3)]);
    waiting.hurry(full);
    waiting.packetFilled(other);
    assert.is(waiting.nextPath, full);
  });

  test('an urgent path whose chunks were acknowledged meanwhile holds nothing up', () => {
    const [full, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const acknowledged = marked(3);
    const waiting = new Retransmissions();
    waiting.add(full, [acknowledged]);
    waiting.add(other, [marked(9)]);
    waiting.hurry(full);
    acknowledged.status = 'GAP-ACKED';
    assert.is(waiting.nextPath, other);
  });

  test('what waits for a path that timed out goes to the other one', () => {
    const [one, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    const waiting = new Retransmissions();
    waiting.add(one, [marked(3), marked(7)]);
    waiting.add(other, [marked(5)]);
    waiting.move(one, other);
    assert.not(waiting.isWaiting(one));
    assert.equal(
      [1, 2, 3].map(() => waiting.take(other, 1000)?.tsn),
      [3, 5, 7],
    );
  });

  test('a timeout of another path leaves the urgent one urgent', () => {
    const [full, other] = [pathTo('192.0.2.1'), pathTo('192.0.2.2')];
    full.dataSent(4404, 0);
    const waiting = new Retransmissions();
    waiting.add(full, [marked(3)]);
    waiting.hurry(full);
    waiting.move(other, full);
    assert.is(waiting.nextPath, full);
  });

  test('all wait for cwnd after a timeout', () => {
    const full = pathTo();
    full.dataSent(4404, 0);
    const waiting = new Retransmissions();
    waiting.add(full, [marked(3)]);
    waiting.hurry(full);
    waiting.move(full, full);
    assert.is(waiting.nextPath, undefined);
  });
});
