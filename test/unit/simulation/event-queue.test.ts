import * as assert from 'uvu/assert';
import { EventQueue } from '../../../lib/src/simulation/event-queue.ts';
import { SeededRandom } from '../../../lib/src/simulation/index.ts';
import { describe } from '../../helpers/describe.ts';

describe('EventQueue', (test) => {
  test('gives items by time, and those of one time as they came', () => {
    const queue = new EventQueue<string>();
    for (const [item, time] of [
      ['c', 20],
      ['a', 10],
      ['d', 20],
      ['b', 10],
    ] as const)
      queue.add(item, time);
    assert.is(queue.next, 10);
    assert.equal([1, 2, 3, 4].map(() => queue.take(20)).join(''), 'abcd');
    assert.is(queue.length, 0);
  });

  test('keeps what is not due', () => {
    const queue = new EventQueue<string>();
    queue.add('later', 11);
    assert.is(queue.take(10), undefined);
    assert.is(queue.take(11), 'later');
    assert.is(queue.next, undefined);
  });

  test('does what a sorted list does', () => {
    const random = new SeededRandom(1);
    const queue = new EventQueue<number>();
    const list: { time: number; item: number }[] = [];
    for (let item = 0; item < 3000; item += 1) {
      const time = random.between(0, 50);
      queue.add(item, time);
      list.push({ time, item });
      list.sort((first, second) => first.time - second.time || first.item - second.item);
      if (random.chance(0.4)) assert.is(queue.take(60), list.shift()?.item);
      assert.is(queue.next, list[0]?.time);
      assert.is(queue.length, list.length);
    }
    while (list.length > 0) assert.is(queue.take(60), list.shift()?.item);
  });
});
