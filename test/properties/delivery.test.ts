import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { type PlannedMessage, randomTransfer, type Side } from './random-transfer.ts';

/** `USCTP_SEED=n` runs one seed alone; `USCTP_SEEDS=n` runs the seeds from 1 to n. */
const { USCTP_SEED, USCTP_SEEDS = '1000' } = process.env;
const [firstSeed, lastSeed] =
  USCTP_SEED === undefined ? [1, Number(USCTP_SEEDS)] : [Number(USCTP_SEED), Number(USCTP_SEED)];

describe('delivery over links that lose, delay, reorder and duplicate', (test) => {
  test(`each message arrives once and in order, then both sides close: seeds ${firstSeed} to ${lastSeed}`, () => {
    for (let seed = firstSeed; seed <= lastSeed; seed += 1) {
      try {
        checkTransfer(seed);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`seed ${seed} (USCTP_SEED=${seed} runs it alone): ${reason}`, { cause: error });
      }
    }
  });
});

function checkTransfer(seed: number): void {
  const { network, a, z, run } = randomTransfer(seed);
  assert.ok(run(), `not at rest after ${network.now} ms: A ${a.host.state}, Z ${z.host.state}`);
  checkArrived(a, z, 'to Z');
  checkArrived(z, a, 'to A');
  checkClosed(a, 'A');
  checkClosed(z, 'Z');
}

function checkArrived(from: Side, to: Side, name: string): void {
  const messages = to.host.association?.messages ?? [];
  const ppids = messages.map(({ ppid }) => ppid).sort((first, second) => first - second);
  assert.equal(ppids, [...from.plan.keys()], `${name}: not each message once`);
  for (const { ppid, data, streamId, unordered } of messages) {
    const sent = from.plan[ppid];
    assert.ok(sent !== undefined && data.equals(sent.data), `${name}: message ${ppid} has other bytes`);
    assert.is(streamId, sent.stream, `${name}: message ${ppid} has another stream`);
    assert.is(unordered, sent.unordered, `${name}: message ${ppid} has another order`);
  }
  const arrived = messages.filter(({ unordered }) => !unordered).map(({ streamId, ppid }) => ({ streamId, ppid }));
  assert.equal(arrived.toSorted(byStream), arrived.toSorted(byStreamAndPpid), `${name}: a stream is out of order`);
}

function checkClosed({ host, plan }: Side, name: string): void {
  assert.is(host.state, 'CLOSED', `${name} is not closed`);
  assert.is(host.association?.error, undefined, `${name} ended with an error`);
  assert.is(host.nextTimeout(), undefined, `${name} has a timer left`);
  const acknowledged = host.association?.events.filter(({ type }) => type === 'acknowledged') ?? [];
  assert.is(acknowledged.length, plan.length, `${name}: not each message acknowledged once`);
}

type Arrival = Pick<PlannedMessage, 'ppid'> & { readonly streamId: number };

/** Keeps the order within a stream: sorting is stable. */
function byStream(first: Arrival, second: Arrival): number {
  return first.streamId - second.streamId;
}

function byStreamAndPpid(first: Arrival, second: Arrival): number {
  return byStream(first, second) || first.ppid - second.ppid;
}
