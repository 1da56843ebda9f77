import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { OutboundMessage } from '../../lib/src/sending/outbound-message.ts';
import { OutboundStreams } from '../../lib/src/sending/outbound-streams.ts';
import { SendQueue } from '../../lib/src/sending/send-queue.ts';
import { describe } from '../helpers/describe.ts';
import { message } from '../unit/sending/chunks.ts';

/** Streams in the order of their turns, each with its messages; the one that goes next is searched for each time. */
class SlowQueue {
  #streams: { readonly id: number; readonly messages: OutboundMessage[] }[] = [];
  #begun: OutboundMessage | undefined;
  #taken = 0;

  get head(): OutboundMessage | undefined {
    if (this.#begun !== undefined) return this.#begun;
    const heads = this.#streams.map(({ messages }) => messages[0]).filter((head) => head !== undefined);
    const most = Math.min(...heads.map(({ priority = 0 }) => priority));
    return heads.find(({ priority = 0 }) => priority === most);
  }

  get pendingBytes(): number {
    const all = this.#streams.flatMap(({ messages }) => messages);
    return all.reduce((total, { data }) => total + data.length, 0) - this.#taken;
  }

  push(pushed: OutboundMessage): void {
    const stream = this.#streams.find(({ id }) => id === pushed.streamId);
    if (stream === undefined) this.#streams.push({ id: pushed.streamId, messages: [pushed] });
    else stream.messages.push(pushed);
  }

  take(maxLength: number): { id: number; from: number; to: number } | undefined {
    const { head } = this;
    if (head === undefined) return undefined;
    const from = this.#taken;
    const to = Math.min(head.data.length, from + maxLength);
    this.#begun = head;
    this.#taken = to;
    if (to === head.data.length) this.#leave(head, 'to the end');
    return { id: head.id, from, to };
  }

  drop(): number | undefined {
    const { head } = this;
    if (head !== undefined) this.#leave(head, 'to the front');
    return head?.id;
  }

  /** One that waits, at this time of its own, leaves its stream where it is, unless the next is less or more urgent. */
  expire(now: number): number | undefined {
    const all = this.#streams.flatMap(({ messages }) => messages);
    const [first] = all.filter(({ expiresAt = now + 1 }) => expiresAt <= now).sort(byExpiry);
    if (first === undefined) return undefined;
    if (first === this.head) return this.drop();
    const stream = this.#streams.find(({ messages }) => messages.includes(first));
    const isOfSameUrgency = stream?.messages[1]?.priority === first.priority;
    const moves = stream?.messages[0] === first && !isOfSameUrgency;
    stream?.messages.splice(stream.messages.indexOf(first), 1);
    const streams = moves ? [...this.#streams.filter((one) => one !== stream), stream] : this.#streams;
    this.#streams = streams.filter((one) => one !== undefined && one.messages.length > 0);
    return first.id;
  }

  #leave(head: OutboundMessage, where: 'to the end' | 'to the front'): void {
    this.#begun = undefined;
    this.#taken = 0;
    const moved = this.#streams.filter(({ id }) => id === head.streamId);
    for (const { messages } of moved) messages.shift();
    const others = this.#streams.filter(({ id }) => id !== head.streamId);
    const streams = where === 'to the end' ? [...others, ...moved] : [...moved, ...others];
    this.#streams = streams.filter(({ messages }) => messages.length > 0);
  }
}

function byExpiry({ expiresAt: one = 0 }: OutboundMessage, { expiresAt: other = 0 }: OutboundMessage): number {
  return one - other;
}

interface Pushed {
  readonly streamId: number;
  readonly priority: number;
  readonly length: number;
  readonly lifetime: number | undefined;
}

type Step = { readonly push: Pushed } | 'expire' | { readonly take: number } | 'drop';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      push: fc.record({
        streamId: fc.nat({ max: 9 }),
        priority: fc.oneof(fc.constant(0), fc.nat({ max: 3 })),
        length: fc.integer({ min: 1, max: 30 }),
        lifetime: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
      }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ take: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.constant('drop' as const) },
  { weight: 4, arbitrary: fc.constant('expire' as const) },
);

describe('SendQueue', (test) => {
  test('gives what a slow model gives, which searches all streams each time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const [queue, streams, model] = [new SendQueue(true), new OutboundStreams(10), new SlowQueue()];
        const data = Buffer.alloc(30);
        for (const [id, taken] of steps.entries()) {
          if (taken === 'drop') {
            assert.is(queue.drop()?.id, model.drop());
          } else if (taken === 'expire') {
            assert.is(queue.takeExpired(id)?.message.id, model.expire(id));
          } else if ('push' in taken) {
            const { length, lifetime, ...change } = taken.push;
            // No two at the same time, whose order is left open.
            const expiresAt = lifetime === undefined ? undefined : id + lifetime + id / 1000;
            const pushed = message({ id, data: data.subarray(0, length), expiresAt, ...change });
            queue.push(pushed, streams.buffer(pushed));
            model.push(pushed);
          } else {
            takeFromBoth(queue, model, taken.take);
          }
          assert.equal([queue.head?.id, queue.pendingBytes], [model.head?.id, model.pendingBytes]);
          assert.is(queue.isEmpty, model.head === undefined);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function takeFromBoth(queue: SendQueue, model: SlowQueue, maxLength: number): void {
  const length = queue.headLength;
  const fragment = queue.take(maxLength);
  const expected = model.take(maxLength);
  assert.is(fragment?.message.id, expected?.id);
  if (fragment === undefined || expected === undefined) return;
  assert.is(fragment.userData.length, expected.to - expected.from);
  assert.is(fragment.beginning, expected.from === 0);
  assert.is(fragment.ending, expected.to === fragment.message.data.length);
  assert.is(length, fragment.message.data.length - expected.from);
}
