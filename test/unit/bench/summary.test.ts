import * as assert from 'uvu/assert';
import type { StackName } from '../../../bench/src/peers/plan.ts';
import { summarize } from '../../../bench/src/report/summary.ts';
import type { Case } from '../../../bench/src/run/case.ts';
import type { Measurement, Reading } from '../../../bench/src/run/measurement.ts';
import { describe } from '../../helpers/describe.ts';

const throughput: Case = {
  test: 'throughput',
  link: 'veth',
  transport: 'udp',
  size: 1000,
  streams: 1,
  unordered: false,
  associations: 1,
  busyPollMicroseconds: 0,
};

function measured(stack: StackName, round: number, reading: Reading, one = throughput): Measurement {
  return { case: one, stack, round, reading };
}

describe('bench: what the rounds say', (test) => {
  test('rounds are compared with themselves: a machine that becomes slower does not matter', () => {
    const [ours, theirs] = summarize([
      measured('usctp', 0, { perSecond: 100 }),
      measured('usrsctp', 0, { perSecond: 200 }),
      measured('usctp', 1, { perSecond: 10 }),
      measured('usrsctp', 1, { perSecond: 20 }),
    ]);
    assert.is(ours?.ratio, undefined);
    assert.is(theirs?.ratio, 0.5);
  });

  test('by CPU what counts is the side that needs more of it', () => {
    const [, theirs] = summarize([
      measured('usctp', 0, { senderSecondsPerGigabyte: 4, receiverSecondsPerGigabyte: 8 }),
      measured('usrsctp', 0, { senderSecondsPerGigabyte: 2, receiverSecondsPerGigabyte: 1 }),
    ]);
    assert.is(theirs?.cpuRatio, 0.25);
  });

  test('figures are medians', () => {
    const readings = [1, 9, 4].map((perSecond, round) => measured('usctp', round, { perSecond, p99: perSecond * 2 }));
    assert.equal(summarize(readings)[0]?.reading, { perSecond: 4, p99: 8 });
  });

  test('a round in which nothing arrived counts by its rate, and has no cost', () => {
    const readings = [
      measured('usctp', 0, { perSecond: 0, receiverSecondsPerGigabyte: Number.POSITIVE_INFINITY }),
      measured('usctp', 1, { perSecond: 10, receiverSecondsPerGigabyte: 3 }),
    ];
    assert.equal(summarize(readings)[0]?.reading, { perSecond: 5, receiverSecondsPerGigabyte: 3 });
  });

  test('round trips are compared by p50, memory by what is resident at the server', () => {
    const ping = { ...throughput, test: 'ping' } as const;
    const memory = { ...throughput, test: 'memory' } as const;
    const summaries = summarize([
      measured('usctp', 0, { perSecond: 1, p50: 3 }, ping),
      measured('tcp', 0, { perSecond: 1, p50: 2 }, ping),
      measured('usctp', 0, { serverResident: 8000 }, memory),
      measured('usrsctp', 0, { serverResident: 4000 }, memory),
    ]);
    assert.equal(
      summaries.map(({ ratio }) => ratio),
      [undefined, 1.5, undefined, 2],
    );
  });

  test('a stack that failed has no ratio, and says why', () => {
    const failed: Measurement = { case: throughput, stack: 'sctp', round: 0, failure: 'no throughput' };
    const [, sctp] = summarize([measured('usctp', 0, { perSecond: 1 }), failed]);
    assert.is(sctp?.ratio, undefined);
    assert.is(sctp?.failure, 'no throughput');
  });
});
