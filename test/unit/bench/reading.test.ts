import * as assert from 'uvu/assert';
import { readingOf } from '../../../bench/src/run/measure.ts';
import { describe } from '../../helpers/describe.ts';

describe('bench: what two processes tell', (test) => {
  test('throughput is what arrived, and each side has its CPU per byte of its own', () => {
    const client = {
      event: 'throughput',
      seconds: 1,
      bytes: 3e9,
      cpuSeconds: 6,
      loopDelay: { p50: 1, p99: 5, max: 9 },
    };
    const server = { event: 'throughput', seconds: 2, bytes: 2e9, cpuSeconds: 1 };
    assert.equal(readingOf({ test: 'throughput', size: 1000 }, client, server), {
      perSecond: 1e6,
      megabytesPerSecond: 1000,
      senderSecondsPerGigabyte: 2,
      receiverSecondsPerGigabyte: 0.5,
      senderLoopDelay: 5,
    });
  });

  test('set-ups are counted per second', () => {
    const client = { event: 'setup', seconds: 0.5, count: 300, cpuSeconds: 0.3 };
    const reading = { perSecond: 600, cpuMicrosecondsEach: 1000 };
    assert.equal(readingOf({ test: 'setup', size: 100 }, client, client), reading);
  });

  test('a stack that does not tell its live memory has none', () => {
    const told = { event: 'memory', rssPerAssociation: 4000 };
    assert.equal(readingOf({ test: 'memory', size: 100 }, told, told), { serverResident: 4000, clientResident: 4000 });
  });
});
