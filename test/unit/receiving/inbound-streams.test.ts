import * as assert from 'uvu/assert';
import { InboundStreams } from '../../../lib/src/receiving/inbound-streams.ts';
import type { ReceivedMessage } from '../../../lib/src/receiving/received-message.ts';
import { describe } from '../../helpers/describe.ts';

function messageOf(change: Partial<ReceivedMessage>): ReceivedMessage {
  const message = { data: Buffer.alloc(1), streamId: 0, ssn: 0, unordered: false, ppid: 0, tsn: 0 };
  return { ...message, partial: false, aborted: false, ...change };
}

function deliveries(count = 2) {
  const streams = new InboundStreams(count);
  const delivered: string[] = [];
  const add = (streamId: number, ssn: number, unordered = false): boolean => {
    return streams.add(messageOf({ streamId, ssn, unordered }), deliver);
  };
  const deliver = ({ streamId, ssn, partial, aborted }: ReceivedMessage) => {
    delivered.push(`${streamId}:${ssn}${partial ? '+' : ''}${aborted ? '!' : ''}`);
  };
  return { streams, delivered, deliver, add };
}

describe('InboundStreams (RFC 9260 §6.6)', (test) => {
  test('knows how many streams there are', () => {
    assert.is(deliveries(7).streams.count, 7);
  });

  test('messages that come in order are delivered at once', () => {
    const { delivered, add } = deliveries();
    assert.ok(add(0, 0) && add(0, 1));
    assert.equal(delivered, ['0:0', '0:1']);
  });

  test('a message that comes early waits for those before it', () => {
    const { delivered, add } = deliveries();
    add(0, 2);
    add(0, 1);
    assert.equal(delivered, []);
    add(0, 0);
    assert.equal(delivered, ['0:0', '0:1', '0:2']);
  });

  test('a message that waits leaves later gaps open', () => {
    const { delivered, add } = deliveries();
    add(0, 1);
    add(0, 3);
    add(0, 0);
    assert.equal(delivered, ['0:0', '0:1']);
  });

  test('streams do not wait for each other', () => {
    const { delivered, add } = deliveries();
    add(0, 1);
    add(1, 0);
    assert.equal(delivered, ['1:0']);
  });

  test('unordered messages wait for nothing, and use up no SSN', () => {
    const { delivered, add } = deliveries();
    add(0, 1);
    add(0, 0, true);
    assert.equal(delivered, ['0:0']);
    add(0, 0);
    assert.equal(delivered, ['0:0', '0:0', '0:1']);
  });

  test('SSN 65535 is followed by 0 (§6.5)', () => {
    const { delivered, add } = deliveries();
    for (let ssn = 0; ssn < 65_535; ssn += 1) add(0, ssn);
    delivered.length = 0;
    add(0, 0);
    add(0, 65_535);
    assert.equal(delivered, ['0:65535', '0:0']);
  });

  test('a second message with an SSN that waits is refused', () => {
    const { add } = deliveries();
    assert.ok(add(0, 1));
    assert.not(add(0, 1));
  });
});

describe('InboundStreams with a message in parts (RFC 6458 §3.1.4)', (test) => {
  /** The message with SSN 0 on stream 0, or an unordered one there, has been begun. */
  function begun(unordered = false) {
    const made = deliveries();
    made.streams.addPart(messageOf({ unordered, partial: true }), made.deliver);
    const finish = () => made.streams.addRest(messageOf({ unordered }), made.deliver);
    return { ...made, finish };
  }

  test('other messages of its stream wait for the rest', () => {
    const { delivered, add, finish } = begun();
    assert.ok(add(0, 2) && add(0, 0, true) && add(0, 1));
    assert.equal(delivered, ['0:0+']);
    finish();
    assert.equal(delivered, ['0:0+', '0:0', '0:1', '0:2', '0:0']);
  });

  test('messages of other streams do not wait', () => {
    const { delivered, add } = begun();
    add(1, 0);
    add(1, 0, true);
    assert.equal(delivered, ['0:0+', '1:0', '1:0']);
  });

  test('ordered messages wait for an unordered one, too', () => {
    const { delivered, add, finish } = begun(true);
    add(0, 1);
    add(0, 0);
    assert.equal(delivered, ['0:0+']);
    finish();
    assert.equal(delivered, ['0:0+', '0:0', '0:0', '0:1']);
  });

  test('another message with its SSN is refused', () => {
    const { add } = begun();
    assert.not(add(0, 0));
    assert.ok(add(0, 1));
  });

  test('when it is abandoned that is told, and what is unordered no longer waits', () => {
    const { streams, delivered, deliver, add } = begun();
    add(0, 7, true);
    add(0, 1);
    streams.abandon(deliver);
    streams.abandon(deliver);
    assert.equal(delivered, ['0:0+', '0:0!', '0:7']);
  });
});
