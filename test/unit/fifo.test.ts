import * as assert from 'uvu/assert';
import { Fifo } from '../../lib/src/fifo.ts';
import { describe } from '../helpers/describe.ts';

describe('Fifo', (test) => {
  test('gives items back in the order they came', () => {
    const fifo = new Fifo<string>();
    for (const item of ['a', 'b', 'c']) fifo.push(item);
    assert.equal([fifo.shift(), fifo.shift(), fifo.shift()], ['a', 'b', 'c']);
  });

  test('peek leaves the first item where it is', () => {
    const fifo = new Fifo<string>();
    fifo.push('a');
    assert.is(fifo.peek(), 'a');
    assert.is(fifo.length, 1);
  });

  test('is undefined at the end of an empty queue', () => {
    const fifo = new Fifo<string>();
    assert.is(fifo.peek(), undefined);
    assert.is(fifo.shift(), undefined);
    assert.is(fifo.length, 0);
  });

  test('keeps order and length when the spent half of its array is dropped', () => {
    const fifo = new Fifo<number>();
    for (let i = 0; i < 200; i += 1) fifo.push(i);
    const taken: (number | undefined)[] = [];
    for (let i = 0; i < 150; i += 1) taken.push(fifo.shift());
    assert.equal(taken, [...Array(150).keys()]);
    assert.is(fifo.length, 50);
    assert.is(fifo.peek(), 150);
  });
});
