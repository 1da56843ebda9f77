import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { DataChunk } from '../../lib/src/codec/chunk.ts';
import { InboundStreams } from '../../lib/src/receiving/inbound-streams.ts';
import { Reassembly } from '../../lib/src/receiving/reassembly.ts';
import type { ReceivedMessage } from '../../lib/src/receiving/received-message.ts';
import { Receiver } from '../../lib/src/receiving/receiver.ts';
import { TsnTracker } from '../../lib/src/receiving/tsn-tracker.ts';
import { serial32 } from '../../lib/src/serial-number.ts';
import { noTraffic } from '../../lib/src/traffic-counters.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';

const tsn = fc.nat({ max: 0xffffffff });

/** All of a list, in an order of fast-check's choice. */
function shuffled<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}

describe('receiving in any order', (test) => {
  test('TsnTracker knows what a set knows', () => {
    fc.assert(
      fc.property(tsn, fc.array(fc.nat({ max: 120 }), { maxLength: 150, size: 'max' }), (initialTsn, offsets) => {
        const tracker = new TsnTracker(initialTsn);
        const model = new Set<number>();
        for (const offset of offsets) {
          const isNew = !model.has(offset);
          assert.is(tracker.add(serial32.add(initialTsn, offset)), isNew ? 'NEW' : 'DUPLICATE');
          model.add(offset);
          checkTracker(tracker, model, initialTsn);
        }
      }),
    );
  });

  test('Reassembly gives each message once, all fragments of it joined', () => {
    const fragments = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 6, size: 'max' });
    const plan = fc.array(fc.record({ fragments, unordered: fc.boolean() }), { maxLength: 8, size: 'max' });
    const arrival = fc.tuple(tsn, plan).chain(([firstTsn, messages]) => {
      const chunks = fragmentsOf(firstTsn, messages);
      return fc.record({ chunks: fc.constant(chunks), order: shuffled(chunks) });
    });
    fc.assert(
      fc.property(arrival, ({ chunks, order }) => {
        const reassembly = new Reassembly({
          maxMessageSize: 54_000,
          received: { has: () => false },
          keepsPackets: false,
        });
        const messages: Buffer[] = [];
        for (const chunk of order) {
          const outcome = reassembly.add(chunk, false);
          assert.not.equal(outcome.result, 'PROTOCOL-VIOLATION');
          if (outcome.result === 'COMPLETE') messages.push(outcome.message.data);
        }
        assert.equal(messages.map(String).sort(), textsOf(chunks).sort());
      }),
    );
  });

  test('InboundStreams delivers each stream in order, each message once', () => {
    const messages = Array.from({ length: 24 }, (_, i) => messageOf(i % 3, Math.floor(i / 3), i % 5 === 4));
    fc.assert(
      fc.property(shuffled(renumbered(messages)), (order) => {
        const streams = new InboundStreams(3);
        const delivered: ReceivedMessage[] = [];
        for (const message of order) assert.ok(streams.add(message, (ready) => delivered.push(ready)));
        assert.is(delivered.length, order.length);
        for (const streamId of [0, 1, 2]) {
          const ssns = delivered.filter((one) => one.streamId === streamId && !one.unordered).map(({ ssn }) => ssn);
          assert.equal(ssns, [...ssns.keys()]);
        }
      }),
    );
  });

  test('Receiver delivers what was sent, whatever is lost, repeated or late', () => {
    const count = 30;
    const arrivals = fc.array(fc.nat({ max: count - 1 }), { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(tsn, arrivals, shuffled([...Array(count).keys()]), (initialTsn, early, all) => {
        const options = {
          inboundStreams: 1,
          receiveBuffer: 100_000,
          maxMessageSize: 1000,
          partialDeliveryPoint: undefined,
          counters: noTraffic(),
        };
        const receiver = new Receiver({ ...options, initialTsn, sackDelay: 200, sackEveryPackets: 2 });
        for (const offset of [...early, ...all]) {
          const userData = Buffer.from(`${offset}`);
          receiver.handleData(dataChunk({ tsn: serial32.add(initialTsn, offset), ssn: offset, userData }));
          receiver.packetReceived(0);
        }
        const texts: string[] = [];
        for (let next = receiver.read(); next !== undefined; next = receiver.read()) texts.push(next.data.toString());
        assert.equal(texts, [...Array(count).keys()].map(String));
        const sack = receiver.takeSack(1000);
        assert.equal([sack.cumulativeTsnAck, sack.gapAckBlocks], [serial32.add(initialTsn, count - 1), []]);
        assert.is(sack.advertisedReceiverWindowCredit, options.receiveBuffer);
      }),
    );
  });
});

function checkTracker(tracker: TsnTracker, model: ReadonlySet<number>, initialTsn: number): void {
  let cumulative = -1;
  while (model.has(cumulative + 1)) cumulative += 1;
  const highest = Math.max(cumulative, ...model);
  assert.is(tracker.cumulativeTsn, serial32.add(initialTsn, cumulative));
  assert.is(tracker.highestTsn, serial32.add(initialTsn, highest));
  assert.is(tracker.hasGaps, highest > cumulative);
  const reported = tracker.gapAckBlocks(1000).flatMap(({ start, end }) => {
    return Array.from({ length: end - start + 1 }, (_, i) => cumulative + start + i);
  });
  assert.equal(
    reported,
    [...model].filter((offset) => offset > cumulative).sort((a, b) => a - b),
  );
  for (let offset = 0; offset <= highest + 1; offset += 1) {
    assert.is(tracker.has(serial32.add(initialTsn, offset)), model.has(offset));
  }
}

interface PlannedMessage {
  /** Bytes of each. */
  readonly fragments: readonly number[];
  readonly unordered: boolean;
}

function fragmentsOf(firstTsn: number, plan: readonly PlannedMessage[]): DataChunk[] {
  let offset = -1;
  return plan.flatMap(({ fragments, unordered }, message) =>
    fragments.map((length, i) => {
      offset += 1;
      return dataChunk({
        tsn: serial32.add(firstTsn, offset),
        ssn: message,
        unordered,
        beginning: i === 0,
        ending: i === fragments.length - 1,
        userData: Buffer.alloc(length, `${message}.${i} `),
      });
    }),
  );
}

function textsOf(chunks: readonly DataChunk[]): string[] {
  const texts: string[] = [];
  for (const { beginning, userData } of chunks) {
    if (beginning) texts.push('');
    texts.push(`${texts.pop() ?? ''}${Buffer.from(userData).toString()}`);
  }
  return texts;
}

function messageOf(streamId: number, ssn: number, unordered: boolean): ReceivedMessage {
  return { data: Buffer.alloc(1), streamId, ssn, unordered, ppid: 0, tsn: 0, partial: false, aborted: false };
}

/** Each stream's ordered messages numbered from 0 without a gap. */
function renumbered(messages: readonly ReceivedMessage[]): ReceivedMessage[] {
  const next = [0, 0, 0];
  return messages.map((message) => {
    if (message.unordered) return message;
    const ssn = next[message.streamId] ?? 0;
    next[message.streamId] = ssn + 1;
    return { ...message, ssn };
  });
}
