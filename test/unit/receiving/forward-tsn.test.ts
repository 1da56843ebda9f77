import * as assert from 'uvu/assert';
import type { DataChunk, ForwardTsnChunk } from '../../../lib/src/codec/chunk.ts';
import { Receiver, type ReceiverOptions } from '../../../lib/src/receiving/receiver.ts';
import { noTraffic } from '../../../lib/src/traffic-counters.ts';
import { dataChunk } from '../../helpers/data-chunk.ts';
import { describe } from '../../helpers/describe.ts';

const options: ReceiverOptions = {
  initialTsn: 1,
  inboundStreams: 3,
  receiveBuffer: 10_000,
  maxMessageSize: 5000,
  partialDeliveryPoint: undefined,
  sackDelay: 200,
  sackEveryPackets: 2,
  counters: noTraffic(),
};

const begin = { beginning: true, ending: false };
const middle = { beginning: false, ending: false };
const end = { beginning: false, ending: true };

/** One that has acknowledged TSN 1, an unordered message, and has been read empty. */
class Rig {
  readonly receiver: Receiver;

  constructor(change: Partial<ReceiverOptions> = {}) {
    this.receiver = new Receiver({ ...options, ...change });
    this.take({ tsn: 1, unordered: true });
    this.receiver.takeSack(1000);
    this.read();
  }

  take(change: Partial<DataChunk>, text = `${change.tsn}`): string {
    const { result } = this.receiver.handleData(dataChunk({ ...change, userData: Buffer.from(text) }));
    this.receiver.packetReceived(0);
    return result;
  }

  forward(newCumulativeTsn: number, ...skipped: ForwardTsnChunk['skipped']): this {
    this.receiver.handleForwardTsn({ type: 'FORWARD-TSN', newCumulativeTsn, skipped });
    this.receiver.packetReceived(0);
    return this;
  }

  /** All that can be read: parts end in `+`, and `!` stands for a message that broke off. */
  read(): string[] {
    const texts: string[] = [];
    for (let next = this.receiver.read(); next !== undefined; next = this.receiver.read()) {
      texts.push(`${next.data.toString()}${next.partial ? '+' : ''}${next.aborted ? '!' : ''}`);
    }
    return texts;
  }

  /** Cumulative TSN ack, gap ack blocks, and whether all of the window is free. */
  get reported(): unknown[] {
    const { cumulativeTsnAck, gapAckBlocks, advertisedReceiverWindowCredit } = this.receiver.takeSack(1000);
    const blocks = gapAckBlocks.map(({ start, end }) => `${start}-${end}`);
    return [cumulativeTsnAck, ...blocks, advertisedReceiverWindowCredit === options.receiveBuffer];
  }
}

describe('FORWARD TSN: the cumulative TSN (RFC 3758 §3.6)', (test) => {
  test('goes to the one of the chunk, and on over what had been received', () => {
    const rig = new Rig({ initialTsn: 1 });
    for (const tsn of [3, 4, 6]) rig.take({ tsn, unordered: true });
    rig.read();
    assert.equal(rig.forward(2).reported, [4, '2-2', true]);
  });

  test('what was skipped is a duplicate when it comes', () => {
    const rig = new Rig();
    rig.forward(5, { streamId: 0, ssn: 3 });
    assert.is(rig.take({ tsn: 3, ssn: 1 }), 'DUPLICATE');
    assert.equal(rig.receiver.takeSack(1000).duplicateTsns, [3]);
    assert.equal(rig.read(), []);
  });

  test('stays where it is when the chunk is out of date, which is answered at once', () => {
    const rig = new Rig();
    for (const tsn of [0, 1, 0x80000002]) {
      rig.forward(tsn, { streamId: 0, ssn: 0xffff });
      assert.ok(rig.receiver.isSackDue);
      assert.equal(rig.reported, [1, true]);
    }
    rig.take({ tsn: 2 });
    assert.equal(rig.read(), ['2']);
  });

  test('is told after the delay of a SACK, as if DATA had come', () => {
    const { receiver } = new Rig().forward(2);
    assert.equal([receiver.isSackDue, receiver.nextTimeout], [false, 200]);
  });

  test('is told at once while TSNs are missing', () => {
    const rig = new Rig();
    rig.take({ tsn: 9 });
    rig.reported;
    assert.ok(rig.forward(2).receiver.isSackDue);
  });
});

describe('FORWARD TSN: ordered messages (RFC 3758 §3.6)', (test) => {
  test('those that waited for what is skipped are delivered, in order', () => {
    const rig = new Rig();
    for (const [tsn, ssn] of [
      [5, 3],
      [3, 1],
      [4, 2],
    ] as const)
      rig.take({ tsn, ssn });
    assert.equal(rig.read(), []);
    assert.equal(rig.forward(2, { streamId: 0, ssn: 0 }).read(), ['3', '4', '5']);
  });

  test('so are those before what is skipped, and what comes next need not wait', () => {
    const rig = new Rig();
    rig.take({ tsn: 3, ssn: 1 });
    rig.take({ tsn: 7, ssn: 5 });
    assert.equal(rig.forward(6, { streamId: 0, ssn: 4 }).read(), ['3', '7']);
    rig.take({ tsn: 8, ssn: 6 });
    assert.equal(rig.read(), ['8']);
  });

  test('other streams go on waiting', () => {
    const rig = new Rig();
    rig.take({ tsn: 3, streamId: 1, ssn: 1 });
    assert.equal(rig.forward(2, { streamId: 0, ssn: 0 }).read(), []);
  });

  test('a chunk that comes again after a reset changes nothing: its SSNs are from before (RFC 6525)', () => {
    const rig = new Rig();
    const skipped = { streamId: 0, ssn: 1 };
    rig.take({ tsn: 2, ssn: 0 });
    rig.forward(3, skipped);
    rig.receiver.resetStreams([0], 3);
    rig.forward(3, skipped);
    rig.take({ tsn: 4, ssn: 0 });
    assert.equal(rig.read(), ['2', '4']);
  });

  test('a stream that there is not, and SSNs that have been, change nothing', () => {
    const rig = new Rig();
    rig.take({ tsn: 2, ssn: 0 });
    rig.forward(
      3,
      { streamId: 0, ssn: 0 },
      { streamId: 0, ssn: 0xffff },
      { streamId: 3, ssn: 7 },
      { streamId: 0xffff, ssn: 1 },
    );
    rig.take({ tsn: 4, ssn: 1 });
    assert.equal(rig.read(), ['2', '4']);
  });
});

describe('FORWARD TSN: messages in fragments (RFC 3758 §3.6)', (test) => {
  test('those that miss a fragment up to there are dropped, whole ones and later ones are not', () => {
    const rig = new Rig();
    rig.take({ tsn: 2, ...begin });
    rig.take({ tsn: 4, ...end });
    rig.take({ tsn: 5, ssn: 1, ...begin });
    rig.take({ tsn: 6, ssn: 1, ...end });
    rig.take({ tsn: 9, ssn: 2, ...middle });
    rig.take({ tsn: 12, unordered: true, ...begin });
    rig.forward(7, { streamId: 0, ssn: 0 });
    assert.equal(rig.read(), ['56']);
    rig.take({ tsn: 8, ssn: 2, ...begin });
    rig.take({ tsn: 10, ssn: 2, ...end });
    rig.take({ tsn: 11, unordered: true });
    rig.take({ tsn: 13, unordered: true, ...end });
    assert.equal(rig.read(), ['8910', '11', '1213']);
    assert.equal(rig.reported, [13, true]);
  });

  test('one that goes on above there is dropped with all that comes of it', () => {
    const rig = new Rig();
    for (const tsn of [4, 7]) rig.take({ tsn, ...middle });
    rig.forward(2, { streamId: 0, ssn: 0 });
    assert.equal([rig.take({ tsn: 3, ...middle }), rig.take({ tsn: 6, ...middle })], ['ACCEPTED', 'ACCEPTED']);
    assert.equal([rig.take({ tsn: 5, ...middle }), rig.take({ tsn: 8, ...end })], ['ACCEPTED', 'ACCEPTED']);
    rig.take({ tsn: 9, ssn: 1 });
    assert.equal([rig.read(), rig.reported], [['9'], [9, true]]);
    assert.is(rig.take({ tsn: 10, ssn: 2, ...end }), 'PROTOCOL-VIOLATION');
  });

  test('one that reaches over there with a fragment that is there is dropped, too', () => {
    const rig = new Rig();
    for (const tsn of [3, 4, 5]) rig.take({ tsn, ...middle });
    rig.forward(3, { streamId: 0, ssn: 0 });
    assert.is(rig.take({ tsn: 6, ...end }), 'ACCEPTED');
    rig.take({ tsn: 7, ssn: 1 });
    assert.equal([rig.read(), rig.reported], [['7'], [7, true]]);
  });

  test('one whose last fragment is there frees the TSN behind it for another message', () => {
    const rig = new Rig();
    rig.take({ tsn: 3, ...end });
    rig.forward(2, { streamId: 0, ssn: 0 });
    assert.is(rig.take({ tsn: 4, ssn: 1, ...middle }), 'PROTOCOL-VIOLATION');
  });

  test('one of which nothing is missing so far is dropped when its SSN is skipped', () => {
    const rig = new Rig();
    for (const change of [begin, middle]) rig.take({ tsn: change === begin ? 3 : 4, ssn: 1, ...change });
    rig.forward(3, { streamId: 0, ssn: 1 });
    assert.is(rig.take({ tsn: 5, ssn: 1, ...end }), 'ACCEPTED');
    rig.take({ tsn: 6, ssn: 2 });
    assert.equal([rig.read(), rig.reported], [['6'], [6, true]]);
  });

  test('one of which nothing is missing so far goes on when it is not skipped', () => {
    const rig = new Rig();
    rig.take({ tsn: 3, streamId: 1, ...begin });
    rig.forward(2, { streamId: 0, ssn: 0 });
    rig.take({ tsn: 4, streamId: 1, ...middle });
    rig.take({ tsn: 5, streamId: 1, ...end });
    assert.equal(rig.read(), ['345']);
  });
});

describe('FORWARD TSN: partial delivery (RFC 3758 §3.6)', (test) => {
  test('the user is told of a message that will not be completed, and the stream goes on', () => {
    const rig = new Rig({ partialDeliveryPoint: 1 });
    rig.take({ tsn: 2, ...begin }, 'abc');
    rig.take({ tsn: 5, ssn: 1 });
    rig.take({ tsn: 6, unordered: true });
    assert.equal(rig.read(), ['abc+']);
    assert.equal(rig.forward(4, { streamId: 0, ssn: 0 }).read(), ['!', '6', '5']);
    assert.equal(rig.reported, [6, true]);
  });

  test('one that breaks off without a gap is told of, too', () => {
    const rig = new Rig({ partialDeliveryPoint: 1 });
    rig.take({ tsn: 2, ...begin }, 'abc');
    assert.equal(rig.forward(2, { streamId: 0, ssn: 0 }).read(), ['abc+', '!']);
    rig.take({ tsn: 3, ssn: 1 });
    assert.equal(rig.read(), ['3']);
  });

  test('what is not skipped is not disturbed by a chunk that is out of date', () => {
    const rig = new Rig({ partialDeliveryPoint: 1 });
    rig.take({ tsn: 2, unordered: true, ...begin }, 'abc');
    rig.take({ tsn: 3, unordered: true, ...middle }, 'def');
    assert.equal(rig.forward(3, { streamId: 0, ssn: 0 }).read(), ['abc+', 'def+']);
    rig.take({ tsn: 4, unordered: true, ...end });
    rig.take({ tsn: 5, ssn: 0 });
    assert.equal(rig.read(), ['4', '5']);
  });

  test('an unordered one that breaks off lets the ordered ones go on', () => {
    const rig = new Rig({ partialDeliveryPoint: 1 });
    rig.take({ tsn: 2, unordered: true, ...begin }, 'abc');
    rig.take({ tsn: 4, ssn: 0 });
    assert.equal(rig.read(), ['abc+']);
    assert.equal(rig.forward(3).read(), ['!', '4']);
  });
});
