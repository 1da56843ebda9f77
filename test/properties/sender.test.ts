import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { GapAckBlock } from '../../lib/src/codec/chunk.ts';
import { describe } from '../helpers/describe.ts';
import { pathTo } from '../unit/sending/chunks.ts';
import { SenderRig } from '../unit/sending/sender-rig.ts';
import { type Moment, SlowSender } from './slow-sender.ts';

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
  for (const pathCount of [1, 2, 3]) {
    test(`keeps account of all chunks as a slow model does, and ends idle: ${pathCount} paths`, () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 40, maxLength: 150, size: 'max' }), (steps) => {
          const run = new LockStep(pathCount);
          for (const taken of steps) run.take(taken);
          run.finish();
        }),
        { numRuns: 150 },
      );
    });
  }
});

/** A sender and its model, which see the same. */
class LockStep {
  readonly #rig: SenderRig;
  readonly #model: SlowSender;
  #queued = 0;
  #nextId = 0;

  constructor(pathCount: number) {
    const others = Array.from({ length: pathCount - 1 }, (_, index) => pathTo(`192.0.2.${index + 2}`));
    this.#rig = new SenderRig({ maxBurst: 4 }, [pathTo('192.0.2.1'), ...others]);
    this.#model = new SlowSender(pathCount);
  }

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
      this.#sack({ advance: 1000, gaps: [] });
      this.#check();
    }
    const { sender, paths } = this.#rig;
    assert.is(sender.bufferedAmount, 0);
    assert.ok(paths.every(({ flightSize, t3Rtx }) => flightSize === 0 && !t3Rtx.isRunning));
  }

  /** Read after what happens, as an RTO that a SACK changes is in force for the timer that it restarts. */
  get #moment(): Moment {
    return { rtos: this.#rig.paths.map(({ rto }) => rto), now: this.#rig.now };
  }

  #enqueue(length: number): void {
    this.#rig.send({ id: this.#nextId, data: Buffer.alloc(length) });
    this.#nextId += 1;
    this.#queued += length;
  }

  #transmit(): void {
    this.#rig.sender.allowBurst();
    for (const { path, chunks } of this.#rig.transmit()) {
      for (const chunk of chunks) {
        const isNew = chunk.tsn === this.#model.nextTsn;
        assert.is(this.#model.transmit(chunk, this.#rig.paths.indexOf(path), this.#moment), undefined);
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
    this.#model.sack(cumulativeTsnAck, blocks, this.#moment);
  }

  #timeOut(): void {
    if (this.#rig.sender.nextTimeout === undefined) return;
    for (const { path } of this.#rig.timeOut()) this.#model.timeOut(this.#rig.paths.indexOf(path));
  }

  #check(): void {
    const { sender, paths } = this.#rig;
    const model = this.#model;
    assert.equal(
      paths.map(({ flightSize }) => flightSize),
      model.flightSizes,
    );
    assert.equal(
      paths.map(({ t3Rtx }) => t3Rtx.deadline),
      model.deadlines,
    );
    assert.is(sender.bufferedAmount, this.#queued + model.heldBytes);
    assert.is(sender.isIdle, this.#queued + model.heldBytes === 0);
    for (const path of paths) {
      assert.ok(path.congestionControl.cwnd >= path.pmdcs);
      if (path.flightSize > 0) assert.ok(path.t3Rtx.isRunning, 'data is in flight without a timer');
    }
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
