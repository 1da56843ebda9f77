import { once } from 'node:events';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Message } from 'usctp';
import * as assert from 'uvu/assert';
import { SctpError } from '../../../lib/src/errors.ts';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair } from './pair.ts';
import { readTexts } from './read-texts.ts';

describe('association.stream: writing', (test) => {
  test('takes bytes, text, messages and how to send them', async () => {
    const { a, z, end } = await connectPair();
    const stream = a.stream(2);
    stream.write('grüße');
    stream.write(new Uint8Array([65]));
    stream.write({ data: 'c', ppid: 46, unordered: true, sackImmediately: true, priority: 3, until: 'acknowledged' });
    const message: Message = {
      data: Buffer.from('d'),
      stream: 9,
      ppid: 7,
      unordered: false,
      ssn: 1,
      tsn: 2,
      partial: false,
    };
    stream.end(message);
    await once(stream, 'finish');
    const read: unknown[] = [];
    for await (const { data, ppid, unordered, stream: id } of z) {
      if (read.push([data.toString(), ppid, unordered, id]) === 4) break;
    }
    const expected = [
      ['grüße', 0, false, 2],
      ['A', 0, false, 2],
      ['c', 46, true, 2],
      ['d', 7, false, 2],
    ];
    assert.equal(read, expected);
    await end();
  });

  test('finishes when all has been handed over, and reads on', async () => {
    const { a, z, end } = await connectPair();
    const stream = a.stream(1);
    stream.end('question');
    await once(stream, 'finish');
    z.send('answer', { stream: 1 });
    assert.equal(await readTexts(stream, 1), ['answer']);
    await end();
  });

  test('goes at the pace of send', async () => {
    const { a, z, end } = await connectPair({ client: { sendBuffer: 3000 }, server: { receiveBuffer: 4096 } });
    const stream = a.stream(1);
    let written = 0;
    while (stream.write(Buffer.alloc(1000))) written += 1;
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    assert.ok(stream.writableLength > 0, 'all was handed over at once');
    z.on('message', () => {});
    await once(stream, 'drain');
    assert.ok(written >= 10, `${written}`);
    await end();
  });

  test('what cannot be sent destroys it, with the reason of send', async () => {
    const { a, end } = await connectPair({ client: { outboundStreams: 2 } });
    const cases = [
      [a.stream(0), '', 'ERR_SCTP_EMPTY_MESSAGE'],
      [a.stream(1), { data: Buffer.alloc(2 ** 21) }, 'ERR_SCTP_MESSAGE_TOO_LARGE'],
      [a.stream(3), 'no stream to send on', 'ERR_SCTP_INVALID_STREAM'],
    ] as const;
    for (const [stream, chunk, code] of cases) {
      const failed = once(stream, 'error');
      stream.write(chunk);
      const [error] = await failed;
      assert.is(error.code, code);
    }
    const failed = once(a.stream(0), 'error');
    a.stream(0).write(5);
    assert.instance((await failed)[0], TypeError);
    await end();
  });
});

describe('association.stream: both ways', (test) => {
  test('pipeline keeps boundaries and ppid, from one stream to another', async () => {
    const { a, z, end } = await connectPair();
    const upper = new Transform({
      objectMode: true,
      transform: ({ data, ...rest }: Message, _, callback) =>
        callback(null, { ...rest, data: data.toString().toUpperCase() }),
    });
    const piped = pipeline(z.stream(1), upper, z.stream(2)).catch((error: unknown) => error);
    const words = ['to', 'be', 'or', 'not'];
    await pipeline(Readable.from(words.map((data, ppid) => ({ data, ppid }))), a.stream(1), { end: false });
    const read: unknown[] = [];
    for await (const { data, ppid, stream } of a) {
      if (read.push([data.toString(), ppid, stream]) === words.length) break;
    }
    assert.equal(
      read,
      words.map((word, ppid) => [word.toUpperCase(), ppid, 2]),
    );
    await a.shutdown();
    await piped;
    await end();
  });

  test('who only writes hears at once that the association failed', async () => {
    const { a, z, end } = await connectPair();
    const idle = new PassThrough({ objectMode: true });
    const piped = rejection(pipeline(idle, z.stream(1)));
    await a.send('nobody reads this', { stream: 1, until: 'acknowledged' });
    a.abort('enough');
    assert.is(await piped, z.error);
    await end();
  });

  test('who only writes hears that the association ended', async () => {
    const { a, z, end } = await connectPair();
    const idle = new PassThrough({ objectMode: true });
    const piped = rejection(pipeline(idle, z.stream(1)));
    await a.shutdown();
    assert.is((await piped).code, 'ERR_STREAM_PREMATURE_CLOSE');
    await end();
  });

  test('both sides close with the association, without an error when it ends gracefully', async () => {
    const { a, z, end } = await connectPair();
    const closed = [a.stream(1), z.stream(1)].map((stream) => once(stream, 'close'));
    await a.shutdown();
    await Promise.all(closed);
    assert.ok(a.stream(1).listenerCount('close') === 0);
    await end();
  });

  test('its destruction with an error leaves the association alone', async () => {
    const { a, z, end } = await connectPair();
    const stream = a.stream(1);
    const failed = once(stream, 'error');
    const reason = new Error('enough of this stream');
    stream.destroy(reason);
    assert.is((await failed)[0], reason);
    await a.send('still there', { until: 'acknowledged' });
    assert.is(z.state, 'ESTABLISHED');
    await end();
  });

  test('is refused for what is no stream of either side', async () => {
    const { a, end } = await connectPair({ client: { outboundStreams: 2, inboundStreams: 5 } });
    assert.is(a.stream(4).id, 4);
    for (const id of [-1, 0.5, 5, Number.NaN, '1' as never]) {
      assert.throws(
        () => a.stream(id),
        (error: unknown) => error instanceof SctpError && error.code === 'ERR_SCTP_INVALID_STREAM',
      );
    }
    await end();
    assert.throws(() => a.stream(65_535), /stream 65535 is not in 0–65534/);
  });
});
