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

  test('keeps the order however pushes and shifts take turns', () => {
    const fifo = new Fifo<number>();
    let [pushed, shifted] = [0, 0];
    for (const [pushes, shifts] of [
      [3, 2],
      [1, 2],
      [200, 150],
      [7, 50],
      [100, 1],
      [5, 111],
      [1, 1],
    ] as const) {
      for (const end = pushed + pushes; pushed < end; pushed += 1) fifo.push(pushed);
      for (const end = shifted + shifts; shifted < end; shifted += 1) assert.is(fifo.shift(), shifted);
      assert.is(fifo.length, pushed - shifted);
      assert.is(fifo.peek(), shifted < pushed ? shifted : undefined);
    }
  });
});
