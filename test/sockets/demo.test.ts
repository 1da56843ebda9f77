import * as assert from 'uvu/assert';
import { type DemoResult, listFaults } from '../../packages/diameter/src/cli/demo/report.ts';
import { describe } from '../helpers/describe.ts';
import { killAll, startFile } from './cli/command.ts';

describe('npm run demo', (test) => {
  test.after.each(killAll);

  test('shows capabilities, credit control, a failover and the end of a connection between two processes', async () => {
    const demo = startFile('packages/diameter/src/cli/demo/main.ts');
    assert.is(await demo.exitCode(), 0, demo.errors.all.join('\n'));
    const text = demo.output.all.join('\n');
    const passages = [
      '--> INIT(',
      '<-- INIT ACK(',
      '--> COOKIE ECHO(',
      '<-- COOKIE ACK',
      '--> Capabilities-Exchange-Request',
      '<-- Capabilities-Exchange-Answer',
      '--> Disconnect-Peer-Request',
      '<-- Disconnect-Peer-Answer',
      '--> SHUTDOWN(',
      '<-- SHUTDOWN ACK',
      '--> SHUTDOWN COMPLETE',
    ];
    const places = passages.map((passage) => text.indexOf(` ${passage}`));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? 0)),
      text,
    );
    await demo.output.find(/^ {2}3000 requests in [\d.]+ ms, \d+ a second$/);
    await demo.output.find(/^ {2}latency: median [\d.]+ ms, p90 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms$/);
    await demo.output.find(/^ {2}packets with requests before: \d+ to 127\.0\.0\.1.*; since: .*\d+ to 127\.0\.0\.2$/);
    await demo.output.find(/^Both sides have ended gracefully\.$/);
    assert.equal(demo.errors.all, []);
  });
});

describe('the checks of the demo', (test) => {
  const passages = [
    ['in', 'Capabilities-Exchange-Answer'],
    ['out', 'Disconnect-Peer-Request'],
    ['in', 'Disconnect-Peer-Answer'],
    ['out', 'SHUTDOWN(cum 1)'],
  ] as const;
  const good: DemoResult = {
    passages: passages.map(([direction, text]) => ({ time: 1, direction, text })),
    streamCount: 2,
    load: { requests: 2, results: new Map(), times: [1, 2], duration: 3, failures: 0 },
    failover: { address: 'a', after: 1, before: new Map(), since: new Map([['b', 1]]), longestGap: 1 },
    served: 2,
    exitCode: 0,
  };

  test('find nothing in a good result', () => {
    assert.equal(listFaults(good), []);
  });

  test('tell whatever is amiss', () => {
    const bad: DemoResult = {
      passages: [],
      streamCount: 1,
      load: { ...good.load, times: [1], failures: 1 },
      failover: { ...good.failover, since: new Map([['a', 1]]) },
      served: 3,
      exitCode: 1,
    };
    assert.equal(listFaults(bad), [
      '1 requests failed',
      '1 of 2 requests were answered',
      'the server received 3 requests, not 2',
      'only 1 stream was used',
      'there was no failover',
      'there was no in Capabilities-Exchange-Answer',
      'there was no out Disconnect-Peer-Request',
      'there was no in Disconnect-Peer-Answer',
      'the association was not shut down',
      'the server ended with exit code 1',
    ]);
  });
});
