import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { GapAckBlock } from '../../lib/src/codec/chunk.ts';
import { describe } from '../helpers/describe.ts';
import { SenderRig } from '../unit/sending/sender-rig.ts';
import { SlowSender } from './slow-sender.ts';

/** What a SACK says, as shares of what is outstanding. */
interface PlannedSack {
  readonly advance: number;
  readonly gaps: readonly number[];
}

type Step = { readonly enqueue: number } | { readonly sack: PlannedSack } | 'time out' | 'transmit';

const sack = fc.record({
  advance: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 12 }) }),
  gaps: fc.uniqueArray(fc.integer({ min: 2, max: 24 }), { maxLength: 12 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ enqueue: fc.integer({ min: 1, max: 4000 }) }) },
  { weight: 6, arbitrary: fc.record({ sack }) },
  { weight: 1, arbitrary: fc.constant('time out' as const) },
  { weight: 3, arbitrary: fc.constant('transmit' as const) },
);

describe('Sender under any SACKs', (test) => {
  test('keeps account of all chunks as a slow model does, and ends idle', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 150, size: 'max' }), (steps) => {
        const run = new LockStep();
        for (const taken of steps) run.take(taken);
        run.finish();
      }),
      { numRuns: 200 },
    );
  });
});

/** A sender and its model, which see the same. */
class LockStep {
  readonly #rig = new SenderRig({ maxBurst: 4 });
  readonly #model = new SlowSender();
  #queued = 0;
  #nextId = 0;

  take(step: Step): void {
    if (step === 'time out') this.#timeOut();
    else if (step === 'transmit') this.#transmit();
    else if ('enqueue' in step) this.#enqueue(step.enqueue);
    else this.#sack(step.sack);
    this.#check();
  }

  /** All that is outstanding is acknowledged, as often as it takes. */
  finish(): void {
    for (let round = 0; !this.#rig.sender.isIdle; round += 1) {
      assert.ok(round < 1000, 'the sender stands still');
      this.#transmit();
      this.#check();
      if (this.#model.flightSize === 0 && this.#model.isWaiting) this.#timeOut();
      this.#sack({ advance: 1000, gaps: [] });
      this.#check();
    }
    const { sender, path } = this.#rig;
    assert.equal([path.flightSize, sender.bufferedAmount, path.t3Rtx.isRunning], [0, 0, false]);
  }

  #enqueue(length: number): void {
    this.#rig.send({ id: this.#nextId, data: Buffer.alloc(length) });
    this.#nextId += 1;
    this.#queued += length;
  }

  #transmit(): void {
    this.#rig.sender.allowBurst();
    for (const { chunks } of this.#rig.transmit()) {
      for (const chunk of chunks) {
        const isNew = chunk.tsn === this.#model.nextTsn;
        assert.is(this.#model.transmit(chunk), undefined);
        if (isNew) this.#queued -= chunk.userData.length;
      }
    }
  }

  #sack({ advance, gaps }: PlannedSack): void {
    const highest = this.#model.nextTsn - 1;
    const cumulativeTsnAck = Math.min(this.#model.cumulativeTsnAck + advance, highest);
    const blocks = blocksOf(gaps.filter((offset) => cumulativeTsnAck + offset <= highest));
    this.#rig.now += 10;
    assert.is(this.#rig.sack(cumulativeTsnAck, blocks).result, 'APPLIED');
    this.#model.sack(cumulativeTsnAck, blocks);
  }

  #timeOut(): void {
    if (!this.#rig.path.t3Rtx.isRunning) return;
    this.#rig.timeOut();
    this.#model.timeOut();
  }

  #check(): void {
    const { sender, path } = this.#rig;
    assert.is(path.flightSize, this.#model.flightSize);
    assert.is(sender.bufferedAmount, this.#queued + this.#model.heldBytes);
    assert.is(sender.isIdle, this.#queued + this.#model.heldBytes === 0);
    assert.ok(path.congestionControl.cwnd >= path.pmdcs);
    if (path.flightSize > 0) assert.ok(path.t3Rtx.isRunning, 'data is in flight without a timer');
  }
}

function blocksOf(offsets: readonly number[]): GapAckBlock[] {
  const blocks: { start: number; end: number }[] = [];
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    const last = blocks.at(-1);
    if (last?.end === offset - 1) last.end = offset;
    else blocks.push({ start: offset, end: offset });
  }
  return blocks;
}
