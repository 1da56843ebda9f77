import * as assert from 'uvu/assert';
import { SctpError } from '../../../lib/src/errors.ts';
import { hasRoom, SendWaiters } from '../../../lib/src/socket/send-waiters.ts';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';

/** Waits on each of these streams in turn; gives the streams on which the wait is over so far. */
function wait(waiters: SendWaiters, ...streamIds: readonly number[]): number[] {
  const over: number[] = [];
  for (const streamId of streamIds) waiters.room(streamId).then(() => over.push(streamId));
  return over;
}

const turn = () => new Promise(setImmediate);

describe('SendWaiters: room in a send buffer of 1,000 bytes', (test) => {
  const cases: [total: number, ofStream: number, streamCount: number, isRoom: boolean][] = [
    [999, 999, 1, true],
    [1000, 1000, 1, false],
    [1000, 10, 2, true],
    [1000, 499, 2, true],
    [1000, 500, 2, false],
    [1999, 249, 4, true],
    [1999, 250, 4, false],
    [2000, 1, 4, false],
    [2000, 0, 4, true],
  ];
  for (const [total, ofStream, streamCount, isRoom] of cases) {
    const buffered = `${total} bytes on ${streamCount} streams, ${ofStream} of them its own`;
    test(`a stream has ${isRoom ? 'room' : 'none'} with ${buffered}`, () => {
      assert.is(hasRoom({ total, ofStream, streamCount }, 1000), isRoom);
    });
  }
});

describe('SendWaiters', (test) => {
  test('lets a stream go on that holds less than its share, and no other', async () => {
    const waiters = new SendWaiters(1000);
    const over = wait(waiters, 1, 2, 1);
    assert.not(waiters.makeRoom(1, { total: 1500, ofStream: 500, streamCount: 2 }));
    await turn();
    assert.equal(over, []);
    assert.not(waiters.makeRoom(1, { total: 1400, ofStream: 400, streamCount: 2 }));
    await turn();
    assert.equal(over, [1, 1]);
  });

  test('lets all go on once less than sendBuffer is buffered, and says so once', async () => {
    const waiters = new SendWaiters(1000);
    const over = wait(waiters, 3, 1, 3, 2);
    const use = { total: 999, ofStream: 999, streamCount: 1 };
    assert.equal([waiters.makeRoom(7, use), waiters.makeRoom(7, use)], [true, false]);
    await turn();
    assert.equal(over, [3, 3, 1, 2]);
  });

  test('has nobody wait any more after the end', async () => {
    const waiters = new SendWaiters(1000);
    const errors = [waiters.room(1), waiters.room(2), waiters.fateOf(3)].map((waiting) => rejection(waiting));
    const end = new SctpError('ERR_SCTP_ABORTED', 'enough');
    waiters.close(end);
    assert.equal(await Promise.all(errors), [end, end, end]);
  });
});
