import * as assert from 'uvu/assert';
import { TokenBucket } from '../../../lib/src/endpoint/token-bucket.ts';
import { describe } from '../../helpers/describe.ts';

/** How many it lets through at once. */
function countAt(bucket: TokenBucket, now: number): number {
  let count = 0;
  while (bucket.take(now)) count += 1;
  return count;
}

describe('TokenBucket', (test) => {
  test("lets a second's worth through at once, and then nothing", () => {
    assert.equal([countAt(new TokenBucket(5), 1e12)], [5]);
  });

  test('fills with time, evenly', () => {
    const bucket = new TokenBucket(5);
    assert.equal(
      [0, 199, 200, 600].map((now) => countAt(bucket, now)),
      [5, 0, 1, 2],
    );
  });

  test('never holds more than a second lets through', () => {
    const bucket = new TokenBucket(5);
    countAt(bucket, 0);
    assert.is(countAt(bucket, 3_600_000), 5);
  });

  test('gains nothing by a clock that goes back', () => {
    const bucket = new TokenBucket(5);
    countAt(bucket, 1000);
    assert.is(countAt(bucket, 0), 0);
  });
});
