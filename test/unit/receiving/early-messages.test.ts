import * as assert from 'uvu/assert';
import { EarlyMessages } from '../../../lib/src/receiving/early-messages.ts';
import { describe } from '../../helpers/describe.ts';

function keeping(streamId: number, ...ssns: readonly number[]): EarlyMessages {
  const early = new EarlyMessages();
  const rest = { data: Buffer.alloc(1), ppid: 0, unordered: false, tsn: 0, partial: false, aborted: false };
  for (const ssn of ssns) early.keep({ streamId, ssn, ...rest });
  return early;
}

function taken(early: EarlyMessages, first: number, last: number, streamId = 1): number[] {
  return early.takeRange(streamId, first, last).map(({ ssn }) => ssn);
}

describe('EarlyMessages', (test) => {
  test('gives each message once', () => {
    const early = keeping(1, 5);
    assert.equal([early.take(1, 5)?.ssn, early.take(1, 5)], [5, undefined]);
    assert.equal([early.take(2, 5), early.take(1, 4)], [undefined, undefined]);
  });

  test('gives a range in order, and keeps what is outside of it', () => {
    const early = keeping(1, 9, 3, 6, 4, 2);
    assert.equal(taken(early, 3, 6), [3, 4, 6]);
    assert.equal([taken(early, 0, 100), taken(early, 0, 100)], [[2, 9], []]);
  });

  test('looks for each SSN of a range that is shorter than what is there', () => {
    const early = keeping(1, 9, 3, 6, 4, 2);
    assert.equal(taken(early, 3, 4), [3, 4]);
    assert.equal(taken(early, 5, 6), [6]);
  });

  test('a range may go over the end of the SSNs', () => {
    const early = keeping(1, 1, 65_535, 0, 65_534, 2);
    assert.equal(taken(early, 65_535, 1), [65_535, 0, 1]);
    assert.equal(taken(early, 65_500, 20), [65_534, 2]);
  });

  test('knows the streams apart', () => {
    assert.equal(taken(keeping(1, 5), 0, 10, 2), []);
  });
});
