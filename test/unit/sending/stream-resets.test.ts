import * as assert from 'uvu/assert';
import { OutboundStreams } from '../../../lib/src/sending/outbound-streams.ts';
import { SendQueue } from '../../../lib/src/sending/send-queue.ts';
import { SentChunks } from '../../../lib/src/sending/sent-chunk.ts';
import { StreamResets } from '../../../lib/src/sending/stream-resets.ts';
import { describe } from '../../helpers/describe.ts';
import { message } from './chunks.ts';

/** Streams that are sent on as a sender does it, without a window and a network. */
class Rig {
  readonly streams = new OutboundStreams(4);
  readonly queue = new SendQueue(false);
  readonly sent = new SentChunks(100);
  readonly resets = new StreamResets(this.streams, this.queue, this.sent);
  #lastId = 0;

  send(streamId: number): void {
    this.#lastId += 1;
    const sent = message({ id: this.#lastId, streamId });
    const stream = this.streams.buffer(sent);
    if (!this.resets.keep(sent)) this.queue.push(sent, stream);
  }

  /** Transmits what may go, and has it acknowledged; gives stream and SSN of each message. */
  deliver(): string[] {
    const delivered: string[] = [];
    for (let next = this.queue.take(1000); next !== undefined; next = this.queue.take(1000)) {
      const ssn = this.streams.sequence(next.message, true);
      this.streams.acknowledge(next.message);
      delivered.push(`${next.message.streamId}:${ssn}`);
    }
    return delivered;
  }
}

describe('StreamResets (RFC 6525 §5.1.2 A1)', (test) => {
  test('without one, messages go as they come', () => {
    const rig = new Rig();
    rig.send(0);
    rig.send(0);
    assert.equal([rig.resets.isDrained, rig.resets.isHolding], [false, false]);
    assert.equal(rig.deliver(), ['0:0', '0:1']);
  });

  test('messages of held streams wait, others go', () => {
    const rig = new Rig();
    rig.resets.hold([1]);
    rig.send(1);
    rig.send(0);
    assert.equal(rig.deliver(), ['0:0']);
    assert.is(rig.resets.isHolding, true);
    rig.resets.end('RESET');
    assert.equal(rig.deliver(), ['1:0']);
    assert.is(rig.resets.isHolding, false);
  });

  test('it is drained once what was sent before is acknowledged, on its streams', () => {
    const rig = new Rig();
    rig.send(1);
    rig.send(2);
    rig.resets.hold([0, 1]);
    rig.send(1);
    assert.is(rig.resets.isDrained, false);
    rig.deliver();
    assert.is(rig.resets.isDrained, true);
    rig.send(2);
    rig.send(0);
    assert.is(rig.resets.isDrained, true, 'what came later does not count');
  });

  test('a reset of all streams waits for all, but for what it holds', () => {
    const rig = new Rig();
    rig.send(3);
    rig.resets.hold('all');
    rig.send(3);
    rig.send(0);
    assert.is(rig.resets.isDrained, false);
    assert.equal(rig.deliver(), ['3:0']);
    assert.is(rig.resets.isDrained, true);
  });

  test('the numbers begin anew when it is done, and go on when it is not', () => {
    const rig = new Rig();
    for (const streamId of [0, 0, 1]) rig.send(streamId);
    rig.deliver();
    rig.resets.hold([0]);
    rig.resets.hold([1]);
    rig.send(0);
    rig.send(1);
    rig.resets.end('RESET');
    rig.resets.end('UNCHANGED');
    assert.equal(rig.deliver(), ['0:0', '1:1']);
  });

  test('a message waits for the holds that were there when it came, and for no later one', () => {
    const rig = new Rig();
    rig.send(0);
    rig.deliver();
    rig.resets.hold([0]);
    rig.send(0);
    rig.resets.hold('all');
    rig.send(0);
    rig.send(1);
    rig.resets.end('RESET');
    assert.equal(rig.deliver(), ['0:0']);
    assert.is(rig.resets.isDrained, true);
    rig.resets.end('RESET');
    assert.equal(rig.deliver(), ['0:0', '1:0']);
  });

  test('the order in a stream is kept', () => {
    const rig = new Rig();
    rig.resets.hold([0]);
    for (let i = 0; i < 5; i += 1) rig.send(0);
    rig.resets.end('UNCHANGED');
    rig.send(0);
    const ids: number[] = [];
    for (let next = rig.queue.take(1000); next !== undefined; next = rig.queue.take(1000)) ids.push(next.message.id);
    assert.equal(ids, [1, 2, 3, 4, 5, 6]);
  });

  test('what is held counts as buffered', () => {
    const rig = new Rig();
    rig.resets.hold('all');
    rig.send(0);
    assert.equal([rig.streams.bufferedBytes(0), rig.streams.totalBytes, rig.streams.use(0, 5).streamCount], [5, 5, 1]);
    rig.resets.clear();
    rig.deliver();
    assert.equal([rig.streams.bufferedBytes(0), rig.streams.totalBytes, rig.streams.use(0, 0).streamCount], [0, 0, 0]);
  });
});

describe('the last TSN that was assigned (RFC 6525 §5.1.2 A3)', (test) => {
  test('is the one before the first while nothing was sent', () => {
    assert.is(new Rig().resets.lastAssignedTsn, 99);
  });
});

describe('OutboundStreams: reset and added', (test) => {
  test('there is nothing to reset where nothing was sent', () => {
    const rig = new Rig();
    assert.equal([rig.streams.areReset('all'), rig.streams.areReset([0, 3])], [true, true]);
    rig.send(3);
    assert.equal(
      [rig.streams.areReset('all'), rig.streams.areReset([0, 3]), rig.streams.areReset([0])],
      [false, false, true],
    );
    rig.deliver();
    assert.is(rig.streams.areReset([3]), false);
    rig.streams.reset([3]);
    assert.is(rig.streams.areReset('all'), true);
  });

  test('all are reset at once, the others go on', () => {
    const rig = new Rig();
    for (const streamId of [0, 1, 2]) rig.send(streamId);
    rig.deliver();
    rig.streams.reset([1]);
    for (const streamId of [0, 1]) rig.send(streamId);
    assert.equal(rig.deliver(), ['0:1', '1:0']);
    rig.streams.reset('all');
    for (const streamId of [0, 1, 2]) rig.send(streamId);
    assert.equal(rig.deliver(), ['0:0', '1:0', '2:0']);
  });

  test('added streams begin with SSN 0, and the others go on', () => {
    const rig = new Rig();
    rig.send(3);
    rig.deliver();
    rig.streams.add(2);
    assert.is(rig.streams.count, 6);
    for (const streamId of [3, 4, 5]) rig.send(streamId);
    assert.equal(rig.deliver(), ['3:1', '4:0', '5:0']);
  });
});
