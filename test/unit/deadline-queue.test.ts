import * as assert from 'uvu/assert';
import { DeadlineQueue } from '../../lib/src/deadline-queue.ts';
import { describe } from '../helpers/describe.ts';

function queueOf(deadlines: Readonly<Record<string, number>>): DeadlineQueue<string> {
  const queue = new DeadlineQueue<string>();
  for (const [item, deadline] of Object.entries(deadlines)) queue.set(item, deadline);
  return queue;
}

function takeAll(queue: DeadlineQueue<string>, now = Number.POSITIVE_INFINITY): string[] {
  const taken: string[] = [];
  for (let item = queue.takeExpired(now); item !== undefined; item = queue.takeExpired(now)) taken.push(item);
  return taken;
}

describe('DeadlineQueue', (test) => {
  test('begins empty', () => {
    const queue = new DeadlineQueue<string>();
    assert.equal([queue.next, queue.takeExpired(1e9)], [undefined, undefined]);
  });

  test('knows the earliest deadline', () => {
    assert.is(queueOf({ a: 30, b: 10, c: 20 }).next, 10);
  });

  test('gives items out by deadline, and none before it', () => {
    const queue = queueOf({ a: 30, b: 10, c: 20 });
    assert.equal(takeAll(queue, 25), ['b', 'c']);
    assert.is(queue.next, 30);
    assert.equal(takeAll(queue, 30), ['a']);
  });

  test('an item has one deadline: the last that was set', () => {
    const queue = queueOf({ a: 30, b: 20 });
    queue.set('a', 10);
    assert.equal(takeAll(queue), ['a', 'b']);
    queue.set('a', 10);
    queue.set('b', 20);
    queue.set('a', 30);
    assert.equal(takeAll(queue), ['b', 'a']);
  });

  test('setting the same deadline again changes nothing', () => {
    const queue = queueOf({ a: 10, b: 20 });
    queue.set('a', 10);
    assert.equal(takeAll(queue), ['a', 'b']);
  });

  test('an item without a deadline is taken out', () => {
    const queue = queueOf({ a: 10, b: 20, c: 30 });
    queue.set('a', undefined);
    queue.set('c', undefined);
    queue.set('d', undefined);
    assert.equal(takeAll(queue), ['b']);
  });
});
