import * as assert from 'uvu/assert';
import { messageOverhead, nothingBuffered, OutboundStreams } from '../../../lib/src/sending/outbound-streams.ts';
import { describe } from '../../helpers/describe.ts';
import { message } from './chunks.ts';

describe('OutboundStreams (RFC 9260 §6.5)', (test) => {
  test('counts ordered messages from 0, each stream for itself', () => {
    const streams = new OutboundStreams(2);
    const ssns = [0, 0, 1, 0].map((streamId) => streams.sequence(message({ streamId }), true));
    assert.equal(ssns, [0, 1, 0, 2]);
  });

  test('gives all fragments of a message the same SSN', () => {
    const streams = new OutboundStreams(1);
    streams.sequence(message(), true);
    assert.equal(
      [true, false, false].map((beginning) => streams.sequence(message(), beginning)),
      [1, 1, 1],
    );
  });

  test('unordered messages use up no SSN', () => {
    const streams = new OutboundStreams(1);
    assert.is(streams.sequence(message({ unordered: true }), true), 0);
    assert.is(streams.sequence(message(), true), 0);
  });

  test('goes on from 65535 to 0, in the middle of a message as well', () => {
    const streams = new OutboundStreams(1);
    for (let i = 0; i < 65_535; i += 1) {
      streams.sequence(message(), true);
      streams.acknowledge(message());
    }
    assert.equal(
      [true, false, true].map((beginning) => streams.sequence(message(), beginning)),
      [65_535, 65_535, 0],
    );
  });

  test('a stream has 65,535 ordered messages in the send window at most (§6.1)', () => {
    const streams = new OutboundStreams(2);
    for (let i = 0; i < 65_535; i += 1) streams.sequence(message(), true);
    assert.not(streams.hasRoomFor(message()));
    assert.ok(streams.hasRoomFor(message({ unordered: true })));
    assert.ok(streams.hasRoomFor(message({ streamId: 1 })));
    streams.acknowledge(message({ unordered: true }));
    assert.not(streams.hasRoomFor(message()));
    streams.acknowledge(message());
    assert.ok(streams.hasRoomFor(message()));
  });
});

describe('OutboundStreams: what is buffered', (test) => {
  test('counts each stream for itself, from the first byte to the acknowledgement', () => {
    const streams = new OutboundStreams(3);
    const messages = [0, 0, 2].map((streamId) => message({ streamId }));
    for (const buffered of messages) streams.buffer(buffered);
    assert.equal(
      [0, 1, 2].map((streamId) => streams.bufferedBytes(streamId)),
      [10, 0, 5],
    );
    assert.equal(streams.use(0, 15), {
      total: 15 + 3 * messageOverhead,
      ofStream: 10 + 2 * messageOverhead,
      streamCount: 2,
    });
    for (const acknowledged of messages) {
      streams.sequence(acknowledged, true);
      streams.acknowledge(acknowledged);
    }
    assert.equal(
      [0, 1, 2].map((streamId) => streams.bufferedBytes(streamId)),
      [0, 0, 0],
    );
    assert.equal(streams.use(0, 0), nothingBuffered);
  });

  test('messages of a stream wait in one queue while something is buffered on it', () => {
    const streams = new OutboundStreams(2);
    const first = streams.buffer(message());
    assert.is(streams.buffer(message()), first);
    assert.is.not(streams.buffer(message({ streamId: 1 })), first);
  });

  test('of streams with nothing buffered only the latest is kept', () => {
    const streams = new OutboundStreams(2);
    const first = streams.buffer(message());
    streams.release(message());
    assert.is(streams.buffer(message()), first);
    streams.release(message());
    streams.buffer(message({ streamId: 1 }));
    assert.is.not(streams.buffer(message()), first);
  });

  test('what is released leaves its SSN to the next message', () => {
    const streams = new OutboundStreams(1);
    streams.buffer(message());
    streams.release(message());
    assert.equal([streams.bufferedBytes(0), streams.sequence(message(), true)], [0, 0]);
  });
});
