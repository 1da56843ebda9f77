import * as assert from 'uvu/assert';
import { StreamNumbers } from '../../lib/src/stream-numbers.ts';
import { describe } from '../helpers/describe.ts';
import { heldAfter } from '../helpers/held-memory.ts';

describe('StreamNumbers', (test) => {
  test('has a number for each stream, at first 0', () => {
    const numbers = new StreamNumbers(65_535);
    for (const streamId of [0, 15, 16, 17, 300, 65_534]) {
      assert.is(numbers.get(streamId), 0);
      numbers.set(streamId, streamId + 1);
    }
    assert.equal(
      [0, 1, 15, 16, 17, 300, 301, 65_534].map((streamId) => numbers.get(streamId)),
      [1, 0, 16, 17, 18, 301, 0, 65_535],
    );
    assert.is(numbers.count, 65_535);
  });

  test('counts modulo 2¹⁶', () => {
    const numbers = new StreamNumbers(1);
    numbers.set(0, 65_535 + 1);
    assert.is(numbers.get(0), 0);
  });

  test('takes no memory for streams beyond the highest in use', () => {
    const all: StreamNumbers[] = [];
    const bytes = heldAfter(() => {
      for (let i = 0; i < 1000; i += 1) {
        const numbers = new StreamNumbers(65_535);
        numbers.set(1, 7);
        all.push(numbers);
      }
    });
    assert.ok(all.every((numbers) => numbers.get(1) === 7));
    assert.ok(bytes < 1_000_000, `${bytes} bytes for 1,000 associations`);
  });
});
