import * as assert from 'uvu/assert';
import { Latencies } from '../../../bench/src/peers/latencies.ts';
import { describe } from '../../helpers/describe.ts';

describe('bench: round-trip times', (test) => {
  test('they are summarized in whatever order they came', () => {
    const latencies = new Latencies();
    for (let i = 1000; i >= 1; i -= 1) latencies.add(i);
    assert.equal(latencies.summarize(), { count: 1000, p50: 500, p99: 990, p999: 999 });
  });

  test('those of the warm-up are forgotten', () => {
    const latencies = new Latencies();
    latencies.add(99);
    latencies.clear();
    latencies.add(1);
    assert.equal(latencies.summarize(), { count: 1, p50: 1, p99: 1, p999: 1 });
  });
});
