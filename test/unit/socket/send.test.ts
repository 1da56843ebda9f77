import { once } from 'node:events';
import type { Message } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair } from './pair.ts';

describe('send', (test) => {
  test('keeps boundaries, stream, ppid and order of what it sends', async () => {
    const { a, z, end } = await connectPair();
    const options = { stream: 3, ppid: 46, unordered: true };
    const arrived = once(z, 'message');
    await a.send('grüße', options);
    const [{ tsn, ...message }] = (await arrived) as [Message];
    assert.type(tsn, 'number');
    assert.equal({ ...message, data: message.data.toString() }, { data: 'grüße', ...options, ssn: 0, partial: false });
    await end();
  });

  test('numbers the ordered messages of each stream, and all fragments together', async () => {
    const { a, z, end } = await connectPair();
    const size = 2000; // two fragments
    for (const stream of [1, 2, 1]) await a.send(Buffer.alloc(size), { stream });
    const messages: Message[] = [];
    for await (const message of z) if (messages.push(message) === 3) break;
    const first = messages[0]?.tsn ?? 0;
    assert.equal(
      messages.map(({ ssn, tsn }) => [ssn, (tsn - first) >>> 0]),
      [
        [0, 0],
        [0, 2],
        [1, 4],
      ],
    );
    await end();
  });

  test('copies the data, so that its owner may change it at once', async () => {
    const { a, z, end } = await connectPair();
    const data = new Uint8Array([1, 2, 3]);
    const arrived = once(z, 'message');
    const sent = a.send(data);
    data.fill(9);
    await sent;
    assert.equal([...((await arrived) as [Message])[0].data], [1, 2, 3]);
    await end();
  });

  test('waits for room in the send buffer, and the association tells when there is some', async () => {
    const { a, z, end } = await connectPair({ client: { sendBuffer: 1000 } });
    const drained = once(a, 'drain');
    const sent = a.send(new Uint8Array(1000));
    assert.is(a.bufferedAmount, 1000);
    z.on('message', () => {});
    await sent;
    await drained;
    assert.ok(a.bufferedAmount < 1000);
    await end();
  });

  test('waits for the acknowledgement when asked to', async () => {
    const { a, end } = await connectPair();
    await a.send('acknowledge me', { until: 'acknowledged' });
    assert.is(a.bufferedAmount, 0);
    await end();
  });

  test('waits until all of the message has been sent when asked to, not for its acknowledgement', async () => {
    const { a, z, end } = await connectPair({ server: { receiveBuffer: 4096 } });
    await a.send(new Uint8Array(3000), { until: 'sent' });
    assert.is(a.bufferedAmount, 3000);
    let isSent = false;
    const held = a.send(new Uint8Array(3000), { until: 'sent' }).then(() => {
      isSent = true;
    });
    await a.heartbeat('192.0.2.1');
    assert.is(isSent, false);
    z.on('message', () => {});
    await held;
    await end();
  });

  test('rejects when the association ends before the message is sent', async () => {
    const { a, end } = await connectPair({ server: { receiveBuffer: 4096 } });
    const failed = rejection(a.send(new Uint8Array(20_000), { until: 'sent' }));
    a.abort('enough');
    assert.is((await failed).code, 'ERR_SCTP_ABORTED');
    await end();
  });

  test('rejects when the association ends before there is room, and reports the message', async () => {
    const { a, z, end } = await connectPair({ client: { sendBuffer: 1 }, server: { receiveBuffer: 4096 } });
    const failed = once(a, 'sendFailed');
    const sends = [a.send(new Uint8Array(20_000), { stream: 1, ppid: 5 }), a.send('unsent', { until: 'acknowledged' })];
    const errors = Promise.all(sends.map(rejection));
    z.abort('enough');
    for (const { code } of await errors) assert.is(code, 'ERR_SCTP_ABORTED_BY_PEER');
    const [failure] = await failed;
    const told = { data: 20_000, stream: 1, ppid: 5, unordered: false, wasSent: true };
    assert.equal({ ...failure, data: failure.data.length }, told);
    await end();
  });

  test('refuses what cannot be sent, and names value and limit', async () => {
    const { a, end } = await connectPair({ client: { maxMessageSize: 10, outboundStreams: 2 } });
    const cases = [
      [a.send('12345678901'), 'ERR_SCTP_MESSAGE_TOO_LARGE', /11 bytes.*maxMessageSize 10/],
      [a.send(''), 'ERR_SCTP_EMPTY_MESSAGE', /at least one byte/],
      [a.send('x', { stream: 2 }), 'ERR_SCTP_INVALID_STREAM', /stream 2 .* 0–1/],
    ] as const;
    for (const [promise, code, message] of cases) {
      const error = await rejection(promise);
      assert.is(error.code, code);
      assert.match(error.message, message);
    }
    await end();
    assert.is(await rejection(a.send('x')), a.error);
  });

  test('refuses options of the wrong type or range, and names them', async () => {
    const { a, end } = await connectPair();
    // `as never`: what a caller without types may pass.
    const cases = [
      [a.send(5 as never), TypeError, /not number/],
      [a.send(null as never), TypeError, /not null/],
      [a.send('x', { stream: '1' as never }), TypeError, /stream is 1/],
      [a.send('x', { ppid: '1' as never }), TypeError, /ppid is 1/],
      [a.send('x', { ppid: 2 ** 32 }), RangeError, /ppid 4294967296/],
      [a.send('x', { priority: '1' as never }), TypeError, /priority is 1/],
      [a.send('x', { priority: 65_536 }), RangeError, /priority 65536 .* 0–65535/],
      [a.send('x', { priority: -1 }), RangeError, /priority -1/],
      [a.send('x', { unordered: 1 as never }), TypeError, /unordered is 1/],
      [a.send('x', { until: 'later' as never }), TypeError, /until is later; it takes queued, sent or acknowledged/],
    ] as const;
    for (const [promise, type, message] of cases) {
      const error = await rejection(promise);
      assert.instance(error, type);
      assert.match(error.message, message);
    }
    await end();
  });
});
