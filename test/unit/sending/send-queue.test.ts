import * as assert from 'uvu/assert';
import { SendQueue } from '../../../lib/src/sending/send-queue.ts';
import { describe } from '../../helpers/describe.ts';
import { message } from './chunks.ts';

function queueOf(...texts: string[]): SendQueue {
  const queue = new SendQueue();
  for (const [id, text] of texts.entries()) queue.push(message({ id, data: Buffer.from(text) }));
  return queue;
}

describe('SendQueue', (test) => {
  test('begins empty', () => {
    const queue = new SendQueue();
    assert.equal([queue.isEmpty, queue.head, queue.headLength, queue.pendingBytes], [true, undefined, 0, 0]);
    assert.is(queue.take(100), undefined);
  });

  test('gives a message that fits as it is', () => {
    const data = Buffer.from('hello');
    const queue = new SendQueue();
    queue.push(message({ data }));
    const taken = queue.take(5);
    assert.is(taken?.userData, data);
    assert.equal([taken?.beginning, taken?.ending, queue.isEmpty], [true, true, true]);
  });

  test('cuts a message up (RFC 9260 §6.9)', () => {
    const queue = queueOf('abcdefg');
    const fragments = [queue.take(3), queue.take(3), queue.take(3)].map((taken) => ({
      text: Buffer.from(taken?.userData ?? []).toString(),
      beginning: taken?.beginning,
      ending: taken?.ending,
    }));
    assert.equal(fragments, [
      { text: 'abc', beginning: true, ending: false },
      { text: 'def', beginning: false, ending: false },
      { text: 'g', beginning: false, ending: true },
    ]);
  });

  test('takes no copy of a fragment', () => {
    const data = Buffer.from('abcdefg');
    const queue = new SendQueue();
    queue.push(message({ data }));
    assert.is(queue.take(3)?.userData.buffer, data.buffer);
  });

  test('knows how much is left, of the head and of all', () => {
    const queue = queueOf('abcdefg', 'hi');
    queue.take(3);
    assert.equal([queue.headLength, queue.pendingBytes, queue.isHeadStarted], [4, 6, true]);
  });

  test('goes on with the next message when one has ended', () => {
    const queue = queueOf('ab', 'cd');
    queue.take(9);
    assert.equal([queue.head?.id, queue.isHeadStarted, queue.headLength], [1, false, 2]);
  });

  test('gives up what is in it, the head that has begun as well', () => {
    const queue = queueOf('abcdefg', 'hi');
    queue.take(3);
    assert.equal(
      queue.clear().map(({ id }) => id),
      [0, 1],
    );
    assert.equal([queue.isEmpty, queue.pendingBytes, queue.isHeadStarted], [true, 0, false]);
  });
});
