import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { killAll, start } from './cli/command.ts';

describe('npm run demo', (test) => {
  test.after.each(killAll);

  test('shows the set-up, the messages and the shutdown of an association between two processes', async () => {
    const demo = start('demo/main.ts');
    assert.is(await demo.exitCode(), 0);
    const text = demo.output.all.join('\n');
    const chunks = [
      'INIT(',
      'INIT ACK(',
      'COOKIE ECHO(',
      'COOKIE ACK',
      'SHUTDOWN(',
      'SHUTDOWN ACK',
      'SHUTDOWN COMPLETE',
    ];
    const places = chunks.map((chunk) => text.indexOf(` ${chunk}`));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? 0)),
      text,
    );
    await demo.output.find(/^ {2}400 messages \([\d.]+ kB\) sent on 8 streams, 100 of them unordered$/);
    await demo.output.find(/^ {2}400 messages \([\d.]+ kB\) came back from the server$/);
    await demo.output.find(/^ {2}round trip: median [\d.]+ ms, p99 [\d.]+ ms$/);
    await demo.output.find(/^Both sides have closed gracefully\.$/);
    assert.equal(demo.errors.all, []);
  });
});
