import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { DeadlineQueue } from '../../lib/src/deadline-queue.ts';
import { Fifo } from '../../lib/src/fifo.ts';
import { RetransmissionQueue } from '../../lib/src/sending/retransmission-queue.ts';
import { type SentChunk, SentChunks } from '../../lib/src/sending/sent-chunk.ts';
import { serial32 } from '../../lib/src/serial-number.ts';
import { describe } from '../helpers/describe.ts';
import { pathTo, sentChunk } from '../unit/sending/chunks.ts';

const tsn = fc.nat({ max: 0xffffffff });
const path = pathTo();

describe('queues are what a slow model is', (test) => {
  test('Fifo: an array', () => {
    const steps = fc.array(fc.record({ push: fc.nat({ max: 200 }), shift: fc.nat({ max: 200 }) }), {
      maxLength: 20,
      size: 'max',
    });
    fc.assert(
      fc.property(steps, (list) => {
        const fifo = new Fifo<number>();
        const model: number[] = [];
        let next = 0;
        for (const { push, shift } of list) {
          for (let i = 0; i < push; i += 1) {
            fifo.push(next);
            model.push(next);
            next += 1;
          }
          for (let i = 0; i < shift; i += 1) assert.is(fifo.shift(), model.shift());
          assert.equal([fifo.length, fifo.peek()], [model.length, model[0]]);
        }
      }),
    );
  });

  test('DeadlineQueue: a map, searched for its least deadline', () => {
    const step = fc.oneof(
      fc.record({ item: fc.nat({ max: 12 }), deadline: fc.option(fc.nat({ max: 50 }), { nil: undefined }) }),
      fc.record({ takeUntil: fc.nat({ max: 50 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        const queue = new DeadlineQueue<number>();
        const model = new Map<number, number>();
        for (const taken of steps) {
          if ('item' in taken) {
            queue.set(taken.item, taken.deadline);
            if (taken.deadline === undefined) model.delete(taken.item);
            else model.set(taken.item, taken.deadline);
          } else {
            takeLikeModel(queue, model, taken.takeUntil);
          }
          assert.is(queue.next, least(model));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('SentChunks: an array', () => {
    const steps = fc.array(fc.record({ push: fc.nat({ max: 100 }), shift: fc.nat({ max: 100 }) }), {
      maxLength: 12,
      size: 'max',
    });
    fc.assert(
      fc.property(tsn, steps, (firstTsn, list) => {
        const sent = new SentChunks(firstTsn);
        const model: SentChunk[] = [];
        for (const { push, shift } of list) {
          for (let i = 0; i < push; i += 1) {
            const chunk = sentChunk(sent.nextTsn, path);
            sent.push(chunk);
            model.push(chunk);
          }
          for (let i = 0; i < shift; i += 1) assert.ok(sent.shift() === model.shift());
          assert.is(sent.length, model.length);
          assert.ok(sent.first === model[0]);
          assert.is(sent.nextTsn, serial32.add(sent.firstTsn, model.length));
          for (const chunk of model) assert.ok(sent.get(chunk.tsn) === chunk);
          assert.is(sent.get(serial32.add(sent.firstTsn, -1)), undefined);
          assert.is(sent.get(sent.nextTsn), undefined);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('RetransmissionQueue: a list that is sorted each time', () => {
    const batch = fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 8, size: 'max' });
    const steps = fc.array(fc.record({ batch, take: fc.nat({ max: 6 }), acknowledge: batch }), {
      maxLength: 15,
      size: 'max',
    });
    fc.assert(
      fc.property(tsn, steps, (firstTsn, list) => {
        const queue = new RetransmissionQueue();
        let model: SentChunk[] = [];
        for (const { batch: offsets, take, acknowledge } of list) {
          const waiting = new Set(model.map((chunk) => chunk.tsn));
          const marked = ascending(firstTsn, offsets)
            .filter((one) => !waiting.has(one))
            .map((one) => sentChunk(one, path, { status: 'MARKED' }));
          queue.add(marked);
          model = [...model, ...marked].sort((a, b) => serial32.distance(b.tsn, a.tsn));
          const acknowledged = new Set(ascending(firstTsn, acknowledge));
          for (const chunk of model) if (acknowledged.has(chunk.tsn)) chunk.status = 'GAP-ACKED';
          model = model.filter(({ status }) => status === 'MARKED');
          for (let i = 0; i < take; i += 1) assert.is(queue.shift()?.tsn, model.shift()?.tsn);
          assert.is(queue.peek()?.tsn, model[0]?.tsn);
        }
      }),
    );
  });
});

function takeLikeModel(queue: DeadlineQueue<number>, model: Map<number, number>, now: number): void {
  for (let item = queue.takeExpired(now); item !== undefined; item = queue.takeExpired(now)) {
    assert.is(model.get(item), least(model));
    model.delete(item);
  }
  assert.ok((least(model) ?? Number.POSITIVE_INFINITY) > now);
}

function least(model: ReadonlyMap<number, number>): number | undefined {
  return model.size === 0 ? undefined : Math.min(...model.values());
}

function ascending(firstTsn: number, offsets: readonly number[]): number[] {
  return [...offsets].sort((a, b) => a - b).map((offset) => serial32.add(firstTsn, offset));
}
