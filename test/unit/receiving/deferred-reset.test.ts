import * as assert from 'uvu/assert';
import { InboundStreams } from '../../../lib/src/receiving/inbound-streams.ts';
import type { ReceivedMessage } from '../../../lib/src/receiving/received-message.ts';
import { describe } from '../../helpers/describe.ts';

class Rig {
  readonly streams = new InboundStreams(4);
  readonly delivered: string[] = [];
  readonly deliver = ({ streamId, ssn, tsn }: ReceivedMessage) => this.delivered.push(`${streamId}:${ssn} ${tsn}`);

  receive(tsn: number, streamId: number, ssn: number, unordered = false): boolean {
    const data = Buffer.from('x');
    const message = { data, streamId, ssn, tsn, unordered, ppid: 0, partial: false, aborted: false };
    return this.streams.add(message, this.deliver);
  }

  advance(cumulativeTsn: number): void {
    this.streams.advance(cumulativeTsn, this.deliver);
  }
}

describe('a reset of inbound streams (RFC 6525 §5.2.2)', (test) => {
  test('is done at once where nothing is missing, on its streams alone', () => {
    const rig = new Rig();
    rig.receive(1, 0, 0);
    rig.receive(2, 1, 0);
    rig.streams.reset([0], 2);
    rig.advance(2);
    assert.is(rig.streams.isResetDeferred, false);
    rig.receive(3, 0, 0);
    rig.receive(4, 1, 1);
    assert.equal(rig.delivered, ['0:0 1', '1:0 2', '0:0 3', '1:1 4']);
  });

  test('what was sent after it waits for what was sent before', () => {
    const rig = new Rig();
    rig.receive(1, 0, 0);
    rig.streams.reset('all', 3);
    rig.advance(1);
    assert.is(rig.streams.isResetDeferred, true);
    rig.receive(4, 0, 0);
    rig.receive(5, 2, 0, true);
    rig.receive(3, 0, 2);
    assert.equal(rig.delivered, ['0:0 1']);
    rig.receive(2, 0, 1);
    rig.advance(5);
    assert.equal(rig.delivered, ['0:0 1', '0:1 2', '0:2 3', '0:0 4', '2:0 5']);
  });

  test('other streams do not wait', () => {
    const rig = new Rig();
    rig.streams.reset([0], 3);
    rig.receive(4, 1, 0);
    assert.equal(rig.delivered, ['1:0 4']);
  });

  test('two messages with one SSN after it break the protocol', () => {
    const rig = new Rig();
    rig.streams.reset([0], 3);
    assert.equal([rig.receive(4, 0, 0), rig.receive(5, 0, 0)], [true, false]);
  });

  test('what waits for an SSN that was never sent is handed on', () => {
    const rig = new Rig();
    rig.receive(1, 0, 5);
    rig.receive(2, 1, 5);
    rig.streams.reset([0], 2);
    rig.advance(2);
    rig.streams.reset('all', 2);
    rig.advance(2);
    assert.equal(rig.delivered, ['0:5 1', '1:5 2']);
  });

  test('added streams begin with SSN 0', () => {
    const rig = new Rig();
    rig.streams.addStreams(2);
    assert.is(rig.streams.count, 6);
    rig.receive(1, 5, 0);
    assert.equal(rig.delivered, ['5:0 1']);
  });
});
