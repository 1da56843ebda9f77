import * as assert from 'uvu/assert';
import { median, percentile } from '../../../bench/src/statistics/percentile.ts';
import { describe } from '../../helpers/describe.ts';

describe('bench: percentiles', (test) => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  test('a percentile is the value of the nearest rank', () => {
    assert.is(percentile(hundred, 0.5), 50);
    assert.is(percentile(hundred, 0.99), 99);
    assert.is(percentile(hundred, 0.999), 100);
    assert.is(percentile(hundred, 0), 1);
    assert.is(percentile(new Float64Array([3]), 0.5), 3);
  });

  test('the median is the middle value, or the mean of the two there', () => {
    assert.is(median([9, 1, 5]), 5);
    assert.is(median([10, 9, 1, 4]), 6.5);
  });

  test('numbers are ordered as numbers', () => {
    assert.is(median([100, 9, 20]), 20);
  });

  test('of nothing there is no percentile and no median', () => {
    assert.ok(Number.isNaN(percentile([], 0.5)));
    assert.ok(Number.isNaN(median([])));
  });
});
