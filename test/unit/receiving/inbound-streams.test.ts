import * as assert from 'uvu/assert';
import { InboundStreams } from '../../../lib/src/receiving/inbound-streams.ts';
import type { ReceivedMessage } from '../../../lib/src/receiving/received-message.ts';
import { describe } from '../../helpers/describe.ts';

function deliveries(count = 2) {
  const streams = new InboundStreams(count);
  const delivered: string[] = [];
  const add = (streamId: number, ssn: number, unordered = false): boolean => {
    const message: ReceivedMessage = { data: Buffer.alloc(1), streamId, ssn, unordered, ppid: 0, tsn: 0 };
    return streams.add(message, (ready) => delivered.push(`${ready.streamId}:${ready.ssn}`));
  };
  return { streams, delivered, add };
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
