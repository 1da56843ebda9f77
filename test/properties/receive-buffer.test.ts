import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { DataChunk, SackChunk } from '../../lib/src/codec/chunk.ts';
import { maxHeldBytes } from '../../lib/src/receiving/receive-buffer.ts';
import { Receiver, type ReceiverOptions } from '../../lib/src/receiving/receiver.ts';
import { serial32 } from '../../lib/src/serial-number.ts';
import { noTraffic } from '../../lib/src/traffic-counters.ts';
import { dataChunk } from '../helpers/data-chunk.ts';
import { describe } from '../helpers/describe.ts';

const streamCount = 4;
const initialTsn = 0xffffff00;
/** Results after which the association goes on. */
const survived = new Set(['ACCEPTED', 'DUPLICATE', 'DROPPED', 'INVALID-STREAM']);

function optionsOf(sizes: Pick<ReceiverOptions, 'receiveBuffer' | 'maxMessageSize' | 'partialDeliveryPoint'>) {
  const counters = noTraffic();
  return { ...sizes, initialTsn, inboundStreams: streamCount, sackDelay: 200, sackEveryPackets: 2, counters };
}

const anyOptions = fc
  .record({
    receiveBuffer: fc.integer({ min: 4096, max: 20_000 }),
    maxMessageSize: fc.integer({ min: 1, max: 20_000 }),
    partialDeliveryPoint: fc.option(fc.integer({ min: 1, max: 4096 }), { nil: undefined }),
  })
  .map(optionsOf);

/** How far above the cumulative TSN a chunk is: mostly little. */
const offset = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -1, max: 12 }) },
  fc.integer({ min: 0, max: 70_000 }),
);
const size = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2000 }), fc.constant(65_000));
const anyChunk = fc.record({
  offset,
  size,
  streamId: fc.nat({ max: streamCount }),
  ssn: fc.nat({ max: 8 }),
  beginning: fc.boolean(),
  ending: fc.boolean(),
  unordered: fc.boolean(),
});
const anyAction = fc.oneof({ weight: 8, arbitrary: anyChunk }, fc.constantFrom('read', 'acknowledge'));

describe('what a receiver holds, whatever the peer sends', (test) => {
  test('is never more than the options say, in any order of chunks, reads and SACKs', () => {
    fc.assert(
      fc.property(anyOptions, fc.array(anyAction, { maxLength: 300, size: 'max' }), (options, actions) => {
        const receiver = new Receiver(options);
        let held = 0;
        for (const action of actions) {
          if (action === 'read') held -= receiver.read()?.data.length ?? 0;
          else if (action === 'acknowledge') receiver.takeSack(1400);
          else {
            const tsn = serial32.add(receiver.cumulativeTsn, action.offset);
            const { result } = receiver.handleData(dataChunk({ ...action, tsn, userData: Buffer.alloc(action.size) }));
            receiver.packetReceived(0);
            if (result === 'ACCEPTED') held += action.size;
            assert.ok(held <= maxHeldBytes(options), `${held} bytes are held`);
            if (!survived.has(result)) return;
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is never taken back once it is acknowledged (§6.2)', () => {
    fc.assert(
      fc.property(anyOptions, fc.array(anyAction, { maxLength: 100, size: 'max' }), (options, actions) => {
        const receiver = new Receiver(options);
        let before = receiver.takeSack(65_535);
        for (const action of actions) {
          if (action === 'read') receiver.read();
          if (typeof action === 'string') continue;
          const tsn = serial32.add(receiver.cumulativeTsn, action.offset);
          const { result } = receiver.handleData(dataChunk({ ...action, tsn, userData: Buffer.alloc(action.size) }));
          if (!survived.has(result)) return;
          const sack = receiver.takeSack(65_535);
          for (const { start, end } of before.gapAckBlocks) {
            for (const offset of [start, end]) assert.ok(covers(sack, serial32.add(before.cumulativeTsnAck, offset)));
          }
          assert.not(serial32.isBefore(sack.cumulativeTsnAck, before.cumulativeTsnAck));
          before = sack;
        }
      }),
    );
  });

  /** What the chunk with this number is; it is never joined to another one. */
  const patterns: Readonly<Record<string, (number: number) => Partial<DataChunk>>> = {
    'early messages of all streams': (n) => ({
      tsn: n,
      streamId: n % streamCount,
      ssn: 1 + Math.floor(n / streamCount),
    }),
    'one message in bytes': (n) => ({ tsn: n, beginning: n === 0, ending: false }),
    'a message without its first byte': (n) => ({ tsn: n + 1, beginning: false, ending: false }),
    'every other fragment, upwards': (n) => ({ tsn: 2 * n + 1, beginning: false, ending: false }),
    'every other fragment, downwards': (n) => ({ tsn: 60_000 - 2 * n, beginning: false, ending: false }),
    'beginnings and endings around gaps': (n) => ({
      tsn: 3 * n + 1 + (n % 2),
      beginning: n % 2 === 0,
      ending: n % 2 === 1,
    }),
    'early messages below one that is far ahead': (n) => ({ tsn: n === 0 ? 65_000 : n - 1, ssn: 5 + n }),
  };

  for (const [name, pattern] of Object.entries(patterns)) {
    for (const partialDeliveryPoint of [undefined, 4000]) {
      test(`${name} (partialDeliveryPoint ${partialDeliveryPoint}): ends below the limit, overhead included`, () => {
        const options = optionsOf({ receiveBuffer: 100_000, maxMessageSize: 100_000, partialDeliveryPoint });
        const receiver = new Receiver(options);
        let count = 0;
        const take = (n: number) => {
          const chunk = pattern(n);
          const tsn = serial32.add(initialTsn, chunk.tsn ?? 0);
          return receiver.handleData(dataChunk({ ...chunk, tsn, userData: Buffer.alloc(1) })).result;
        };
        while (take(count) === 'ACCEPTED' && receiver.unreadCount === 0) {
          receiver.takeSack(1400);
          count += 1;
          assert.ok(257 * count <= maxHeldBytes(options), `${count} chunks are held`);
        }
      });
    }
  }
});

function covers({ cumulativeTsnAck, gapAckBlocks }: SackChunk, tsn: number): boolean {
  const offset = serial32.distance(cumulativeTsnAck, tsn);
  return offset <= 0 || gapAckBlocks.some(({ start, end }) => start <= offset && offset <= end);
}
