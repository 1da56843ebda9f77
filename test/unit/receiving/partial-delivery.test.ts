import * as assert from 'uvu/assert';
import type { DataChunk } from '../../../lib/src/codec/chunk.ts';
import { Receiver, type ReceiverOptions } from '../../../lib/src/receiving/receiver.ts';
import { noTraffic } from '../../../lib/src/traffic-counters.ts';
import { dataChunk } from '../../helpers/data-chunk.ts';
import { describe } from '../../helpers/describe.ts';

const options: ReceiverOptions = {
  initialTsn: 1,
  inboundStreams: 2,
  receiveBuffer: 4096,
  maxMessageSize: 100,
  partialDeliveryPoint: 5,
  sackDelay: 200,
  sackEveryPackets: 2,
  counters: noTraffic(),
};

const begin = { beginning: true, ending: false };
const middle = { beginning: false, ending: false };
const end = { beginning: false, ending: true };

function take(to: Receiver, text: string, change: Partial<DataChunk>): string {
  return to.handleData(dataChunk({ ...change, userData: Buffer.from(text) })).result;
}

/** All that can be read: parts end in `+`, and `!` stands for a message that broke off. */
function read(from: Receiver): string[] {
  const texts: string[] = [];
  for (let next = from.read(); next !== undefined; next = from.read()) {
    texts.push(`${next.data.toString()}${next.partial ? '+' : ''}${next.aborted ? '!' : ''}`);
  }
  return texts;
}

describe('partial delivery (RFC 9260 §6.9)', (test) => {
  test('begins when a message holds more than the point, and goes on with as much', () => {
    const to = new Receiver(options);
    take(to, 'abcde', { tsn: 1, ...begin });
    assert.equal(read(to), []);
    take(to, 'f', { tsn: 2, ...middle });
    take(to, 'ghij', { tsn: 3, ...middle });
    take(to, 'kl', { tsn: 4, ...middle });
    assert.equal(read(to), ['abcdef+', 'ghijkl+']);
    take(to, 'm', { tsn: 5, ...end });
    assert.equal(read(to), ['m']);
  });

  test('leaves messages whole that hold no more than the point', () => {
    const to = new Receiver(options);
    take(to, 'abc', { tsn: 1, ...begin });
    take(to, 'de', { tsn: 2, ...end });
    assert.equal(read(to), ['abcde']);
  });

  test('waits for the beginning, and for all that was sent before it', () => {
    const to = new Receiver(options);
    take(to, 'ghijkl', { tsn: 3, ssn: 1, ...middle });
    take(to, 'abcdef', { tsn: 2, ssn: 1, ...begin });
    assert.equal(read(to), []);
    take(to, 'first', { tsn: 1, ssn: 0 });
    assert.equal(read(to), ['first', 'abcdefghijkl+']);
  });

  test('skips no gap', () => {
    const to = new Receiver(options);
    take(to, 'abcdef', { tsn: 1, ...begin });
    take(to, 'mnopqr', { tsn: 3, ...end });
    assert.equal(read(to), ['abcdef+']);
    take(to, 'ghijkl', { tsn: 2, ...middle });
    assert.equal(read(to), ['ghijklmnopqr']);
  });

  test('keeps other messages of the stream apart, and those of other streams not', () => {
    const to = new Receiver(options);
    take(to, 'abcdef', { tsn: 1, ...begin });
    take(to, 'next', { tsn: 3, ssn: 1 });
    take(to, 'unordered', { tsn: 4, unordered: true });
    take(to, 'elsewhere', { tsn: 5, streamId: 1 });
    assert.equal(read(to), ['abcdef+', 'elsewhere']);
    take(to, 'g', { tsn: 2, ...end });
    assert.equal(read(to), ['g', 'next', 'unordered']);
  });

  test('is for unordered messages, too', () => {
    const to = new Receiver(options);
    take(to, 'abcdef', { tsn: 1, unordered: true, ssn: 4, ...begin });
    take(to, 'ordered', { tsn: 3 });
    assert.equal(read(to), ['abcdef+']);
    take(to, 'g', { tsn: 2, unordered: true, ssn: 5, ...end });
    assert.equal(read(to), ['g', 'ordered']);
  });

  test('goes from one message to the next', () => {
    const to = new Receiver(options);
    take(to, 'abcdef', { tsn: 1, ...begin });
    take(to, 'uvwxyz', { tsn: 3, ssn: 1, ...begin });
    take(to, 'g', { tsn: 2, ...end });
    take(to, '.', { tsn: 4, ssn: 1, ...end });
    assert.equal(read(to), ['abcdef+', 'g', 'uvwxyz+', '.']);
  });

  test('tells that a message will not be completed, after what has come of it', () => {
    const to = new Receiver(options);
    take(to, 'abcdef', { tsn: 1, ...begin });
    take(to, 'ghijk', { tsn: 2, ...middle });
    to.end();
    assert.equal(read(to), ['abcdef+', '!']);
  });

  test('tells nothing of a message of which nothing was delivered', () => {
    const to = new Receiver(options);
    take(to, 'abcde', { tsn: 1, ...begin });
    to.end();
    assert.equal(read(to), []);
  });

  test('also begins where the buffer is used up by nothing else', () => {
    const to = new Receiver({ ...options, partialDeliveryPoint: 4096 });
    let tsn = 1;
    while (take(to, 'x', { tsn, beginning: tsn === 1, ending: false }) === 'ACCEPTED' && to.unreadCount === 0) tsn += 1;
    assert.is(to.unreadCount, 1);
    assert.is(to.read()?.data.length, tsn);
    assert.is(take(to, 'y', { tsn: tsn + 1, ...end }), 'ACCEPTED');
    assert.equal(read(to), ['y']);
  });

  test('does not begin there while a gap is open: what fills it may complete a message', () => {
    const to = new Receiver({ ...options, partialDeliveryPoint: 4096 });
    take(to, 'x', { tsn: 1, ...begin });
    for (let tsn = 3; take(to, 'x', { tsn, ...middle }) === 'ACCEPTED'; tsn += 1);
    assert.equal([to.window, to.unreadCount], [0, 0]);
    take(to, 'x', { tsn: 2, ...middle });
    assert.is(to.unreadCount, 1);
  });

  test('gives back what the parts took of the window', () => {
    const to = new Receiver(options);
    take(to, 'abcdef', { tsn: 1, ...begin });
    read(to);
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, options.receiveBuffer);
  });

  test('counts no message that a reset amid it leaves without a place', () => {
    const to = new Receiver(options);
    const before = to.window;
    take(to, 'abcdef', { tsn: 1, ...begin });
    to.resetStreams([0], 3);
    take(to, 'again', { tsn: 6 });
    assert.equal(read(to), ['abcdef+']);
    take(to, 'ghijkl', { tsn: 2, ...middle });
    take(to, 'mnopqr', { tsn: 3, ...middle });
    assert.equal(read(to), ['ghijkl+', 'mnopqr+']);
    assert.is(to.window, before);
  });
});
