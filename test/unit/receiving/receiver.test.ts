import * as assert from 'uvu/assert';
import type { DataChunk, SackChunk } from '../../../lib/src/codec/chunk.ts';
import { Receiver, type ReceiverOptions } from '../../../lib/src/receiving/receiver.ts';
import { noTraffic } from '../../../lib/src/traffic-counters.ts';
import { dataChunk } from '../../helpers/data-chunk.ts';
import { describe } from '../../helpers/describe.ts';

const options: ReceiverOptions = {
  initialTsn: 1,
  inboundStreams: 2,
  receiveBuffer: 10_000,
  maxMessageSize: 5000,
  partialDeliveryPoint: undefined,
  sackDelay: 200,
  sackEveryPackets: 2,
  counters: noTraffic(),
};

/** One that has acknowledged TSN 1 already, so that further SACKs may be delayed. */
function receiver(change: Partial<ReceiverOptions> = {}): Receiver {
  const made = new Receiver({ ...options, ...change });
  take(made, { tsn: 1 });
  made.takeSack(1000);
  made.read();
  return made;
}

/** A packet with one chunk. */
function take(to: Receiver, change: Partial<DataChunk>, now = 0): string {
  const { result } = to.handleData(dataChunk({ ssn: (change.tsn ?? 1) - 1, ...change }));
  to.packetReceived(now);
  return result;
}

function blocksOf({ gapAckBlocks }: SackChunk): string {
  return gapAckBlocks.map(({ start, end }) => `${start}-${end}`).join(' ');
}

describe('Receiver', (test) => {
  test('gives messages to the user in order', () => {
    const to = receiver();
    take(to, { tsn: 3, userData: Buffer.from('b') });
    assert.is(to.unreadCount, 0);
    take(to, { tsn: 2, userData: Buffer.from('a') });
    assert.equal([to.read()?.data.toString(), to.read()?.data.toString(), to.read()], ['a', 'b', undefined]);
  });

  test('copies user data, which is a view of the packet', () => {
    const to = receiver();
    const userData = Buffer.from('fragile');
    take(to, { tsn: 2, userData });
    userData.fill(0);
    assert.is(to.read()?.data.toString(), 'fragile');
  });

  test('acknowledges the first DATA at once, the next after the delay (RFC 9260 §5.1)', () => {
    const to = new Receiver(options);
    take(to, { tsn: 1 }, 50);
    assert.ok(to.isSackDue);
    to.takeSack(100);
    take(to, { tsn: 2 }, 60);
    assert.not(to.isSackDue);
    assert.ok(to.sackSchedule.isPending);
    assert.is(to.nextTimeout, 260);
    to.handleTimeout(260);
    assert.ok(to.isSackDue);
  });

  test('counts packets, not chunks', () => {
    const to = receiver();
    to.handleData(dataChunk({ tsn: 2, ssn: 1 }));
    to.handleData(dataChunk({ tsn: 3, ssn: 2 }));
    assert.ok(to.packetReceived(0));
    assert.not(to.isSackDue);
  });

  test('a packet without DATA counts for nothing', () => {
    const to = receiver();
    assert.not(to.packetReceived(0));
    assert.not(to.sackSchedule.isPending);
  });

  test('acknowledges at once while there is a gap (§6.7)', () => {
    const to = receiver();
    take(to, { tsn: 3 });
    assert.ok(to.isSackDue);
    const sack = to.takeSack(1000);
    assert.is(sack.cumulativeTsnAck, 1);
    assert.is(blocksOf(sack), '2-2');
  });

  test('acknowledges at once what asks for it (I bit, §6.2)', () => {
    const to = receiver();
    take(to, { tsn: 2, immediate: true });
    assert.ok(to.isSackDue);
  });

  test('reports duplicates at once, and only in one SACK', () => {
    const to = receiver();
    assert.is(take(to, { tsn: 1 }), 'DUPLICATE');
    assert.ok(to.isSackDue);
    assert.equal(to.takeSack(1000).duplicateTsns, [1]);
    assert.equal(to.takeSack(1000).duplicateTsns, []);
  });

  test('reports a duplicate as often as it came (§3.3.4)', () => {
    const to = receiver();
    for (let i = 0; i < 3; i += 1) take(to, { tsn: 2 });
    assert.equal(to.takeSack(1000).duplicateTsns, [2, 2]);
    take(to, { tsn: 2 });
    assert.equal(to.takeSack(1000).duplicateTsns, [2]);
  });

  test('drops what no SACK can report, and says so at once', () => {
    const to = receiver();
    assert.is(take(to, { tsn: 70_000 }), 'DROPPED');
    assert.ok(to.isSackDue);
    assert.equal(to.takeSack(1000).gapAckBlocks, []);
  });

  test('reports 128 duplicates at most', () => {
    const to = receiver();
    for (let i = 0; i < 200; i += 1) take(to, { tsn: 1 });
    assert.is(to.takeSack(10_000).duplicateTsns.length, 128);
  });

  test('a SACK reports as much as there is room for, gaps before duplicates', () => {
    const to = receiver();
    for (const tsn of [3, 5, 7, 9]) take(to, { tsn });
    for (let i = 0; i < 3; i += 1) take(to, { tsn: 1 });
    const small = to.takeSack(16 + 4 * 3);
    assert.equal([small.gapAckBlocks.length, small.duplicateTsns.length], [3, 0]);
    for (let i = 0; i < 3; i += 1) take(to, { tsn: 1 });
    const larger = to.takeSack(16 + 4 * 6);
    assert.equal([larger.gapAckBlocks.length, larger.duplicateTsns.length], [4, 2]);
  });

  test('acknowledges and drops DATA on a stream that is not there (§6.5)', () => {
    const to = receiver();
    assert.is(take(to, { tsn: 2, streamId: 2 }), 'INVALID-STREAM');
    assert.is(to.cumulativeTsn, 2);
    assert.is(to.read(), undefined);
  });

  test('refuses a message in pieces that is too large', () => {
    const to = receiver();
    const half = Buffer.alloc(3000);
    assert.is(take(to, { tsn: 2, ending: false, userData: half }), 'ACCEPTED');
    assert.is(take(to, { tsn: 3, ssn: 1, beginning: false, ending: false, userData: half }), 'TOO-LARGE');
  });

  test('tells of fragments that do not belong together', () => {
    const to = receiver();
    take(to, { tsn: 2, ending: false });
    assert.is(take(to, { tsn: 3 }), 'PROTOCOL-VIOLATION');
  });

  test('tells of two messages with the same SSN', () => {
    const to = receiver();
    take(to, { tsn: 3, ssn: 5 });
    const outcome = to.handleData(dataChunk({ tsn: 4, ssn: 5 }));
    assert.match(outcome.result === 'PROTOCOL-VIOLATION' ? outcome.reason : outcome.result, /stream 0.*SSN 5/);
  });
});

describe('window of a Receiver', (test) => {
  const large = Buffer.alloc(744); // with its overhead of 256 bytes, a thousand

  function fill(to: Receiver, first: number, count: number): string[] {
    return Array.from({ length: count }, (_, i) => take(to, { tsn: first + i, userData: large }));
  }

  test('is what unread messages leave of the buffer', () => {
    const to = receiver();
    fill(to, 2, 3);
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, 7000);
  });

  test('is announced as closed when a packet would not fit (§6.2)', () => {
    const to = receiver();
    fill(to, 2, 8);
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, 2000);
    fill(to, 10, 1);
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, 0);
  });

  test('is still honoured after it closed, until a SACK says so', () => {
    const to = receiver();
    assert.equal(new Set(fill(to, 2, 12)), new Set(['ACCEPTED']));
    to.takeSack(100);
    assert.is(take(to, { tsn: 14 }), 'DROPPED');
  });

  test('a chunk that is dropped is not acknowledged, and the SACK goes at once', () => {
    const to = receiver();
    fill(to, 2, 10);
    to.takeSack(100);
    take(to, { tsn: 12 });
    assert.ok(to.isSackDue);
    assert.is(to.takeSack(100).cumulativeTsnAck, 11);
  });

  test('a closed window takes what fills a gap (§6.2)', () => {
    const to = receiver();
    fill(to, 2, 10);
    take(to, { tsn: 14, userData: large });
    to.takeSack(100);
    assert.is(take(to, { tsn: 13, userData: large }), 'ACCEPTED');
    assert.is(take(to, { tsn: 15, userData: large }), 'DROPPED');
  });

  test('what fills gaps has a limit, too', () => {
    const to = receiver();
    take(to, { tsn: 10_000 });
    const results = fill(to, 2, 40);
    assert.is(results.indexOf('DROPPED'), 25);
  });

  test('that is used up by what can never be delivered is told once the next chunk comes', () => {
    const to = receiver();
    for (let tsn = 2; tsn <= 11; tsn += 1) assert.is(take(to, { tsn, ssn: tsn, userData: large }), 'ACCEPTED');
    to.takeSack(100);
    assert.is(take(to, { tsn: 13, ssn: 13 }), 'DROPPED');
    assert.is(take(to, { tsn: 12, ssn: 12 }), 'OUT-OF-RESOURCE');
  });

  test('opens as the user reads, with a SACK when a quarter of the buffer is free', () => {
    const to = receiver();
    fill(to, 2, 10);
    to.takeSack(100);
    to.read();
    to.read();
    assert.not(to.isSackDue);
    to.read();
    assert.ok(to.isSackDue);
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, 3000);
  });

  test('is told anew once a quarter of the buffer was used up and read, though the SACK could wait', () => {
    const to = receiver({ sackEveryPackets: 16 });
    fill(to, 2, 3);
    while (to.read() !== undefined);
    assert.not(to.isSackDue);
    fill(to, 5, 1);
    to.read();
    assert.ok(to.isSackDue);
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, 10_000);
  });

  test('stays open while all that is held waits for more data', () => {
    const to = receiver({ receiveBuffer: 4096, maxMessageSize: 20_000 });
    for (let tsn = 2; tsn < 12; tsn += 1) {
      const result = take(to, { tsn, ssn: 1, beginning: tsn === 2, ending: false, userData: large });
      assert.is(result, 'ACCEPTED');
    }
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, 4096);
  });

  test('a message that is put together costs the overhead of one', () => {
    const to = receiver();
    take(to, { tsn: 2, ending: false, userData: large });
    take(to, { tsn: 3, ssn: 1, beginning: false, userData: large });
    assert.is(to.takeSack(100).advertisedReceiverWindowCredit, 10_000 - 2 * 744 - 256);
  });
});
