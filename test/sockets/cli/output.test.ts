import * as assert from 'uvu/assert';
import { formatBytes, formatEnd, formatMessages, formatPayload } from '../../../packages/cli/src/format.ts';
import { summarizeRoundTrips } from '../../../packages/cli/src/round-trips.ts';
import { describe } from '../../helpers/describe.ts';

describe('the output of usctp', (test) => {
  test('numbers are easy to read', () => {
    assert.equal([formatMessages(1), formatMessages(12345)], ['1 message', '12,345 messages']);
    assert.equal([999, 1000, 2_345_678].map(formatBytes), ['999 B', '1.0 kB', '2.3 MB']);
  });

  test('an end is its address and UDP port, as far as they are known', () => {
    assert.is(formatEnd('192.0.2.1', undefined), '192.0.2.1');
    assert.is(formatEnd('2001:db8::1', undefined), '2001:db8::1');
    assert.is(formatEnd('2001:db8::1', 9899), '[2001:db8::1]:9899');
    assert.is(formatEnd(undefined, 9899), '*:9899');
  });

  test('text of the peer moves no cursor and ends no line, and what is no text is hexadecimal', () => {
    assert.is(
      formatPayload(Buffer.from('grüß\u001b[2J\r\n\u202e\u2028')),
      'grüß\\u{1b}[2J\\u{d}\\u{a}\\u{202e}\\u{2028}',
    );
    assert.is(formatPayload(Uint8Array.of(0xc0, 1)), 'c001');
  });

  test('round trips are summed up by rank', () => {
    const times = Array.from({ length: 200 }, (_, index) => 200 - index);
    assert.equal(summarizeRoundTrips(times), { min: 1, median: 100, max: 200, p99: 198 });
    assert.equal(summarizeRoundTrips([7]), { min: 7, median: 7, max: 7, p99: 7 });
    assert.is(summarizeRoundTrips([]), undefined);
  });
});
