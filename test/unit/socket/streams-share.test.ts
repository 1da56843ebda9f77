import type { Message } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { connectPair } from './pair.ts';

/** Whether the promise has settled after some turns of the event loop. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  return settled;
}

describe('streams share what an association has', (test) => {
  test('a greedy writer on one stream makes no send on another one wait', async () => {
    const { a, end } = await connectPair({ client: { sendBuffer: 50_000 }, server: { receiveBuffer: 4096 } });
    const greedy = Array.from({ length: 10 }, () => a.send(Buffer.alloc(10_000), { stream: 0 }));
    for (const sent of greedy) sent.catch(() => {});
    assert.not(await isSettled(greedy.at(-1) ?? Promise.resolve()));
    assert.ok(a.bufferedAmount >= 50_000);
    await a.send('on another stream', { stream: 1 });
    await a.send('and once more', { stream: 1 });
    await end();
  });

  test('a backlog on one stream delays no message of another one', async () => {
    const { a, z, end } = await connectPair();
    for (let i = 0; i < 1000; i += 1) a.send(Buffer.alloc(1000), { stream: 0 }).catch(() => {});
    const arrived: number[] = [];
    z.on('message', ({ stream }) => arrived.push(stream));
    await a.send('second', { stream: 1, until: 'acknowledged' });
    assert.is(arrived.indexOf(1), 1);
    assert.ok(arrived.length < 100, `${arrived.length} messages came before it was acknowledged`);
    await end();
  });

  test('a sender that waits goes on as its own stream is acknowledged, whatever others hold', async () => {
    const { a, z, end } = await connectPair({ client: { sendBuffer: 20_000 }, server: { receiveBuffer: 8192 } });
    const greedy = a.send(Buffer.alloc(100_000), { stream: 0, priority: 1 });
    greedy.catch(() => {});
    const waiting = [a.send(Buffer.alloc(15_000), { stream: 1 }), a.send('then', { stream: 1 })];
    z.on('message', () => {});
    await Promise.all(waiting);
    assert.ok(a.bufferedAmount > 20_000, `${a.bufferedAmount} bytes are buffered`);
    await greedy;
    await end();
  });

  test('the most urgent message goes first, and the order within a stream stays', async () => {
    const { a, z, end } = await connectPair();
    const sends = [
      a.send('background', { stream: 0, priority: 9 }),
      a.send('urgent, but behind it', { stream: 0 }),
      a.send('soon', { stream: 1, priority: 1 }),
      a.send('now', { stream: 2 }),
    ];
    await Promise.all(sends);
    const order: string[] = [];
    for await (const { data } of z as AsyncIterable<Message>) {
      order.push(data.toString());
      if (order.length === 4) break;
    }
    assert.equal(order, ['now', 'soon', 'background', 'urgent, but behind it']);
    await end();
  });
});
