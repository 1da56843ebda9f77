import * as assert from 'uvu/assert';
import type { OutboundMessage } from '../../../lib/src/sending/outbound-message.ts';
import { OutboundStreams } from '../../../lib/src/sending/outbound-streams.ts';
import { SendQueue } from '../../../lib/src/sending/send-queue.ts';
import { describe } from '../../helpers/describe.ts';
import { message } from './chunks.ts';

/** A queue with these messages, whose ids count from 0. */
function queueOf(...messages: readonly Partial<OutboundMessage>[]): SendQueue {
  const queue = new SendQueue(true);
  const streams = new OutboundStreams(8);
  for (const [id, change] of messages.entries()) {
    const queued = message({ id, ...change });
    queue.push(queued, streams.buffer(queued));
  }
  return queue;
}

function queueOfTexts(...texts: readonly string[]): SendQueue {
  return queueOf(...texts.map((text) => ({ data: Buffer.from(text) })));
}

/** Ids of all messages, in the order in which they leave whole. */
function idsOf(queue: SendQueue): number[] {
  const ids: number[] = [];
  for (let taken = queue.take(1000); taken !== undefined; taken = queue.take(1000)) ids.push(taken.message.id);
  return ids;
}

describe('SendQueue', (test) => {
  test('begins empty', () => {
    const queue = new SendQueue(true);
    assert.equal([queue.isEmpty, queue.head, queue.headLength, queue.pendingBytes], [true, undefined, 0, 0]);
    assert.equal([queue.take(100), queue.drop()], [undefined, undefined]);
  });

  test('gives a message that fits as it is', () => {
    const data = Buffer.from('hello');
    const queue = queueOf({ data });
    const taken = queue.take(5);
    assert.is(taken?.userData, data);
    assert.equal([taken?.beginning, taken?.ending, queue.isEmpty], [true, true, true]);
  });

  test('cuts a message up (RFC 9260 §6.9)', () => {
    const queue = queueOfTexts('abcdefg');
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
    const queue = queueOf({ data });
    assert.is(queue.take(3)?.userData.buffer, data.buffer);
  });

  test('knows how much is left, of the head and of all', () => {
    const queue = queueOfTexts('abcdefg', 'hi');
    queue.take(3);
    assert.equal([queue.headLength, queue.pendingBytes, queue.isHeadStarted], [4, 6, true]);
  });

  test('goes on with the next message when one has ended', () => {
    const queue = queueOfTexts('ab', 'cd');
    queue.take(9);
    assert.equal([queue.head?.id, queue.isHeadStarted, queue.headLength], [1, false, 2]);
  });

  test('gives up what is in it: the head that has begun first, the others by their age', () => {
    const queue = queueOf({ streamId: 1, data: Buffer.alloc(9) }, { streamId: 1 }, { streamId: 2 }, { streamId: 1 });
    queue.take(9);
    queue.take(3);
    assert.equal(
      queue.clear().map(({ id }) => id),
      [2, 1, 3],
    );
    assert.equal([queue.isEmpty, queue.pendingBytes, queue.isHeadStarted], [true, 0, false]);
  });
});

describe('SendQueue: turns (RFC 8260 §3.2)', (test) => {
  test('streams take turns, a message each, whatever waits on one of them', () => {
    const backlog = { streamId: 0 };
    const queue = queueOf(backlog, backlog, backlog, backlog, { streamId: 1 }, { streamId: 2 }, { streamId: 1 });
    assert.equal(idsOf(queue), [0, 4, 5, 1, 6, 2, 3]);
  });

  test('a stream that has something again waits for the others', () => {
    const queue = new SendQueue(true);
    const streams = new OutboundStreams(2);
    const push = (id: number, streamId: number) => {
      const queued = message({ id, streamId });
      queue.push(queued, streams.buffer(queued));
    };
    push(0, 0);
    push(1, 1);
    push(2, 1);
    queue.take(1000);
    push(3, 0);
    assert.equal(idsOf(queue), [1, 3, 2]);
  });

  test('a message that has begun to leave is finished before another one begins', () => {
    const queue = queueOf({ streamId: 0, data: Buffer.alloc(6), priority: 1 });
    queue.take(2);
    const streams = new OutboundStreams(2);
    const urgent = message({ id: 1, streamId: 1, priority: 0 });
    queue.push(urgent, streams.buffer(urgent));
    assert.equal(
      [queue.take(2), queue.take(2), queue.take(9)].map((taken) => taken?.message.id),
      [0, 0, 1],
    );
  });
});

describe('SendQueue: priority (RFC 8260 §3.4)', (test) => {
  test('the most urgent of the next messages of all streams goes first, equal ones take turns', () => {
    const queue = queueOf(
      { streamId: 0, priority: 9 },
      { streamId: 1, priority: 2 },
      { streamId: 1, priority: 2 },
      { streamId: 2, priority: 2 },
      { streamId: 3 },
      { streamId: 2, priority: 65_535 },
    );
    assert.equal(idsOf(queue), [4, 1, 3, 2, 0, 5]);
  });

  test('the order within a stream is kept: an urgent message waits for those before it', () => {
    const queue = queueOf({ streamId: 0, priority: 5 }, { streamId: 0, priority: 0 }, { streamId: 1, priority: 3 });
    assert.equal(idsOf(queue), [2, 0, 1]);
  });
});

describe('SendQueue: a head that is dropped', (test) => {
  test('is no longer counted, and was no turn of its stream', () => {
    const queue = queueOf({ streamId: 0 }, { streamId: 0 }, { streamId: 1 });
    assert.is(queue.drop()?.id, 0);
    assert.is(queue.pendingBytes, 10);
    assert.equal(idsOf(queue), [1, 2]);
  });

  test('takes along what is left of it when it has begun to leave', () => {
    const queue = queueOfTexts('abcdefg', 'hi');
    queue.take(3);
    assert.is(queue.drop()?.id, 0);
    assert.equal([queue.isHeadStarted, queue.pendingBytes, queue.headLength], [false, 2, 2]);
    assert.ok(queue.take(9)?.beginning);
  });
});
