import { SeededRandom } from 'usctp/simulation';
import * as assert from 'uvu/assert';
import { LatencyHistogram } from '../../../packages/cli/src/perf/latency-histogram.ts';
import { describe } from '../../helpers/describe.ts';

describe('the histogram of round-trip times', (test) => {
  test('gives the quantiles of a sorted list, but for 0.1 %', () => {
    const random = new SeededRandom(7);
    const histogram = new LatencyHistogram();
    // From 1 µs to 10 s, evenly on a logarithmic scale.
    const times = Array.from({ length: 10_000 }, () => 10 ** (random.fraction() * 7 - 3));
    for (const time of times) histogram.enter(time);
    times.sort((one, other) => one - other);
    const { count, min, mean, p50, p90, p99, p999, max } = histogram.summarize() ?? missing();
    assert.equal([count, min, max], [10_000, times[0], times.at(-1)]);
    assert.ok(Math.abs(mean - times.reduce((sum, time) => sum + time) / 10_000) < 1e-6);
    const ranks = { 5000: p50, 9000: p90, 9900: p99, 9990: p999 };
    for (const [rank, quantile] of Object.entries(ranks)) {
      const exact = times[Number(rank) - 1] ?? Number.NaN;
      assert.ok(Math.abs(quantile - exact) <= exact / 1000 + 1e-6, `${rank}: ${quantile}, not ${exact}`);
    }
  });

  test('of one time has but that, whatever it is', () => {
    for (const time of [0, 1e-6, 0.001, 0.5, 3, 1e7, 1e12]) {
      const histogram = new LatencyHistogram();
      histogram.enter(time);
      const { min, p50 = Number.NaN, max } = histogram.summarize() ?? {};
      assert.equal([min, max], [time, time]);
      assert.ok(p50 <= time, String(time));
    }
  });

  test('of nothing has nothing', () => {
    assert.is(new LatencyHistogram().summarize(), undefined);
  });
});

function missing(): never {
  throw new Error('there is no summary');
}
