import { once } from 'node:events';
import type { Message } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair } from './pair.ts';
import { readTexts } from './read-texts.ts';

describe('association.stream: reading', (test) => {
  test('gives the messages of its stream, with all that they have, and others none of them', async () => {
    const { a, z, end } = await connectPair();
    const elsewhere: number[] = [];
    z.on('message', ({ stream }) => elsewhere.push(stream));
    const stream = z.stream(3);
    a.send('one', { stream: 3, ppid: 46 });
    a.send('two', { stream: 2 });
    a.send('three', { stream: 3, unordered: true });
    const read: Message[] = [];
    for await (const message of stream) if (read.push(message) === 2) break;
    assert.equal(
      read.map(({ data, ssn, tsn, ...rest }) => ({ ...rest, data: data.toString() })),
      [
        { stream: 3, ppid: 46, unordered: false, partial: false, data: 'one' },
        { stream: 3, ppid: 0, unordered: true, partial: false, data: 'three' },
      ],
    );
    assert.equal(elsewhere, [2]);
    await end();
  });

  test('begins with what has come before it was asked for', async () => {
    const { a, z, end } = await connectPair();
    await a.send('early', { stream: 1, until: 'acknowledged' });
    a.send('late', { stream: 1 });
    assert.equal(await readTexts(z.stream(1), 2), ['early', 'late']);
    await end();
  });

  test('is the same stream each time, and after its destruction another one that goes on', async () => {
    const { a, z, end } = await connectPair();
    const first = z.stream(1);
    assert.is(z.stream(1), first);
    assert.is.not(z.stream(2), first);
    for (const text of ['a', 'b', 'c']) await a.send(text, { stream: 1, until: 'acknowledged' });
    for await (const { data } of first) if (data.toString() === 'a') break;
    assert.ok(first.destroyed);
    assert.is.not(z.stream(1), first);
    assert.equal(await readTexts(z.stream(1), 2), ['b', 'c']);
    await end();
  });

  test('loses no message when it is destroyed as one comes for an iterator that waits', async () => {
    const { a, z, end } = await connectPair();
    const first = z.stream(1);
    const waiting = first[Symbol.asyncIterator]()
      .next()
      .catch(() => undefined);
    const push = first.push.bind(first);
    first.push = (message) => {
      const hasRoom = push(message);
      first.destroy();
      return hasRoom;
    };
    await a.send('one', { stream: 1 });
    await a.send('two', { stream: 1, until: 'acknowledged' });
    await waiting;
    assert.equal(await readTexts(z.stream(1), 2), ['one', 'two']);
    await end();
  });

  test('one that is not read stalls no other one, until the window of the association is used up', async () => {
    const { a, z, end } = await connectPair({ server: { receiveBuffer: 20_000 }, client: { sendBuffer: 10_000_000 } });
    const stalled = z.stream(1);
    a.send(Buffer.alloc(10_000), { stream: 1, until: 'acknowledged' });
    for (let i = 0; i < 100; i += 1) a.send(`${i}`, { stream: 2 });
    assert.equal((await readTexts(z.stream(2), 100)).at(-1), '99');
    // What waits on the one stream uses up the window now, and nothing passes any more.
    for (let i = 0; i < 5; i += 1) a.send(Buffer.alloc(9_000), { stream: 1 });
    const held = a.send('held back', { stream: 2, priority: 1, until: 'acknowledged' });
    const waiting = readTexts(z.stream(2), 1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    assert.ok(z.status.localReceiverWindow < 9_000, `${z.status.localReceiverWindow}`);
    assert.ok(a.bufferedAmount > 9_000);
    stalled.resume();
    assert.equal(await waiting, ['held back']);
    await held;
    await end();
  });

  test('ends when the association does, after what was left to read', async () => {
    const { a, z, end } = await connectPair();
    const stream = z.stream(1);
    a.send('last', { stream: 1 });
    const [ended] = await Promise.all([a.shutdown(), once(z, 'close')]);
    assert.is(ended, undefined);
    const read: string[] = [];
    for await (const { data } of stream) read.push(data.toString());
    assert.equal(read, ['last']);
    assert.ok(stream.destroyed);
    await end();
  });

  test('fails with the error of the association, after what was left to read', async () => {
    const { a, z, end } = await connectPair();
    await a.send('last', { stream: 1, until: 'acknowledged' });
    const closed = new Promise((resolve) => z.on('close', resolve));
    a.abort('enough');
    await closed;
    const read: string[] = [];
    const reading = (async () => {
      for await (const { data } of z.stream(1)) read.push(data.toString());
    })();
    assert.is(await rejection(reading), z.error);
    assert.equal(read, ['last']);
    await end();
  });

  test('a reader that is slow gets all before the error of the association', async () => {
    const { a, z, end } = await connectPair();
    const read: string[] = [];
    const reading = (async () => {
      for await (const { data } of z.stream(1)) {
        read.push(data.toString());
        await new Promise(setImmediate);
      }
    })();
    for (const text of ['a', 'b', 'c']) await a.send(text, { stream: 1, until: 'sent' });
    a.abort('enough');
    assert.is(await rejection(reading), z.error);
    assert.equal(read, ['a', 'b', 'c']);
    await end();
  });

  test('is destroyed where a message that came in parts breaks off', async () => {
    const server = { receiveBuffer: 8192, partialDeliveryPoint: 2048 };
    const { a, z, end } = await connectPair({ server, client: { maxMessageSize: 2 ** 24 } });
    a.send(Buffer.alloc(1_000_000), { stream: 1 });
    let parts = 0;
    const reading = (async () => {
      for await (const { partial } of z.stream(1)) {
        assert.ok(partial);
        parts += 1;
        if (parts === 3) a.abort('enough');
      }
    })();
    const error = await rejection(reading);
    assert.is(error.code, 'ERR_SCTP_PARTIAL_DELIVERY_ABORTED');
    assert.is(error.cause, z.error);
    await end();
  });

  test('what comes on it is discarded, too, when the association is disposed of', async () => {
    const { a, z, end } = await connectPair({ server: { receiveBuffer: 4096 } });
    z.stream(1);
    const sends = Array.from({ length: 20 }, () => a.send(Buffer.alloc(1000), { stream: 1, until: 'acknowledged' }));
    await Promise.all([z[Symbol.asyncDispose](), ...sends]);
    assert.is(z.error, undefined);
    await end();
  });
});
