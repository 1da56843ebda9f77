import * as assert from 'uvu/assert';
import { OutboundStreams } from '../../../lib/src/sending/outbound-streams.ts';
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
