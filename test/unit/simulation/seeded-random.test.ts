import * as assert from 'uvu/assert';
import { SeededRandom } from '../../../lib/src/simulation/index.ts';
import { describe } from '../../helpers/describe.ts';

function take<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

describe('SeededRandom', (test) => {
  test('gives the same for the same seed, and something else for another one', () => {
    const numbers = [7, 7, 8].map((seed) => {
      const random = new SeededRandom(seed);
      return take(100, () => random.uint32());
    });
    assert.equal(numbers[0], numbers[1]);
    assert.not.equal(numbers[0], numbers[2]);
  });

  test('spreads evenly over its range', () => {
    const random = new SeededRandom(3);
    const counts = new Array(16).fill(0);
    for (let i = 0; i < 16_000; i += 1) counts[random.uint32() >>> 28] += 1;
    assert.ok(
      counts.every((count) => count > 850 && count < 1150),
      `${counts}`,
    );
    assert.ok(take(1000, () => random.fraction()).every((fraction) => fraction >= 0 && fraction < 1));
    assert.equal([...new Set(take(200, () => random.between(3, 6)))].sort(), [3, 4, 5, 6]);
  });

  test('chances come as often as they should', () => {
    const random = new SeededRandom(4);
    const hits = take(10_000, () => random.chance(0.1)).filter(Boolean).length;
    assert.ok(hits > 900 && hits < 1100, `${hits}`);
    assert.not.ok(take(100, () => random.chance(0)).includes(true));
    assert.not.ok(take(100, () => random.chance(1)).includes(false));
  });

  test('bytes are as many as were asked for', () => {
    assert.is(new SeededRandom(5).bytes(1000).length, 1000);
    assert.is(new Set(new SeededRandom(5).bytes(10_000)).size, 256);
  });
});
