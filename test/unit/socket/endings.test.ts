import { getEventListeners, once } from 'node:events';
import type { Association } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { collectUncaught } from '../../helpers/uncaught.ts';
import { connectPair, type Pair } from './pair.ts';

/** A pair of which neither side can send: nobody reads, and both windows are closed. */
async function stalledPair(): Promise<Pair> {
  const options = { receiveBuffer: 4096, sendBuffer: 1000 } as const;
  const pair = await connectPair({ server: options, client: options });
  for (const side of [pair.a, pair.z]) await side.send(new Uint8Array(4000), { until: 'acknowledged' });
  return pair;
}

/** Each kind of waiter, all of which nothing but the end of the association can help, or a late answer. */
function waitersOf(association: Association): Readonly<Record<string, Promise<unknown>>> {
  const filling = association.send(new Uint8Array(4000), { stream: 1 });
  const stream = association.stream(2);
  return {
    filling,
    room: association.send('waits for room', { stream: 1 }),
    sent: association.send('waits to be sent', { until: 'sent' }),
    acknowledged: association.send('waits for an answer', { until: 'acknowledged' }),
    heartbeat: association.heartbeat(association.paths[0]?.address ?? ''),
    reset: association.resetStreams([3]),
    write: new Promise((resolve) => stream.write('waits in the Duplex', resolve)),
    iteratedStream: stream[Symbol.asyncIterator]().next(),
    iterated: association[Symbol.asyncIterator]().next(),
    closed: once(association, 'close'),
  };
}

const endings: Readonly<Record<string, (pair: Pair) => unknown>> = {
  'its own abort': ({ a }) => a.abort('enough'),
  'the abort of the peer': ({ z }) => z.abort('enough'),
  'a shutdown without time': ({ a }) => a.shutdown({ signal: AbortSignal.abort() }),
  'a shutdown of its own': ({ a, z }) => [a.shutdown(), z.on('message', () => {}), a.on('message', () => {})],
  'a shutdown of the peer': ({ a, z }) => [z.shutdown(), z.on('message', () => {}), a.on('message', () => {})],
  'its disposal': ({ a, z }) => [a[Symbol.asyncDispose](), z.on('message', () => {})],
  'the close of the server': ({ server, a, z }) => [
    server.close(),
    z.on('message', () => {}),
    a.on('message', () => {}),
  ],
  'a drain without time': ({ server }) => server.drain(0),
};

/** Settled or not, whatever with. */
async function settled(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'settled',
    () => 'settled',
  );
}

describe('the end of an association', (test) => {
  for (const [name, endBy] of Object.entries(endings)) {
    test(`by ${name} settles everything that waits, on both sides`, async () => {
      const pair = await stalledPair();
      const kinds = [pair.a, pair.z].flatMap((side, index) =>
        Object.entries(waitersOf(side)).map(([kind, promise]) => [`${index} ${kind}`, settled(promise)] as const),
      );
      const ended = Promise.allSettled([endBy(pair)].flat());
      const unsettled = new Set(kinds.map(([kind]) => kind));
      for (const [kind, promise] of kinds) void promise.then(() => unsettled.delete(kind));
      const deadline = new Promise((resolve) => setTimeout(resolve, 3000));
      await Promise.race([Promise.all([ended, ...kinds.map(([, promise]) => promise)]), deadline]);
      assert.equal([...unsettled], []);
      await pair.end();
    });
  }

  test('leaves no listener on a signal that came too late for it', async () => {
    const { a, end } = await connectPair();
    const { signal } = new AbortController();
    await a.shutdown({ signal });
    await a.shutdown({ signal });
    assert.is(getEventListeners(signal, 'abort').length, 0);
    await end();
  });

  test('is told, and settles what waits, also when a listener throws each time', async () => {
    const { a, z, end } = await connectPair({ server: { sendBuffer: 1 } });
    const uncaught = collectUncaught();
    for (const text of ['one', 'two', 'three', 'four']) await a.send(text, { until: 'acknowledged' });
    const answer = settled(z.heartbeat(z.paths[0]?.address ?? ''));
    const closed = new Promise((resolve) => z.once('close', resolve));
    z.on('message', ({ data }) => {
      throw new Error(`cannot take ${data}`);
    });
    z.abort('enough');
    const deadline = new Promise((resolve) => setTimeout(resolve, 1000, 'late'));
    const outcome = await Promise.race([Promise.all([closed, answer]), deadline]);
    uncaught.stop();
    assert.ok(outcome !== 'late', 'the end was not told');
    assert.equal(uncaught.messages, ['cannot take one', 'cannot take two', 'cannot take three', 'cannot take four']);
    await end();
  });

  test('of a message gives room to others, also when a listener throws', async () => {
    const { a, end } = await stalledPair();
    const uncaught = collectUncaught();
    a.once('sendFailed', () => {
      throw new Error('cannot take it');
    });
    const waiting = settled(a.send(new Uint8Array(4000), { lifetime: 20 }));
    const deadline = new Promise<string>((resolve) => setTimeout(resolve, 1000, 'no room'));
    const outcome = await Promise.race([waiting, deadline]);
    uncaught.stop();
    assert.equal([outcome, uncaught.messages], ['settled', ['cannot take it']]);
    await end();
  });
});
