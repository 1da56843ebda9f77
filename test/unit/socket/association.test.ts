import { once } from 'node:events';
import type { Message } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair } from './pair.ts';

describe('an association', (test) => {
  test('tells its ports, streams, state and paths', async () => {
    const { a, z, end } = await connectPair({ client: { outboundStreams: 9 }, server: { inboundStreams: 5 } });
    assert.is(a.state, 'ESTABLISHED');
    assert.is(a.peerPort, 7);
    assert.is(a.localPort, z.peerPort);
    assert.equal([a.localAddresses, z.localAddresses], [['192.0.2.2'], ['192.0.2.1']]);
    assert.is(a.outboundStreams, 5);
    assert.is(z.inboundStreams, 5);
    const [path] = a.paths;
    assert.equal(
      { ...path, srtt: 0, rto: 0 },
      {
        address: '192.0.2.1',
        udpPort: undefined,
        state: 'ACTIVE',
        isConfirmed: true,
        isPrimary: true,
        isCurrent: true,
        errorCount: 0,
        srtt: 0,
        rto: 0,
        cwnd: 4404,
        flightSize: 0,
        mtu: 1500,
        heartbeatInterval: 30_000,
        pathMaxRetransmissions: 5,
        potentiallyFailedMaxRetransmissions: Number.POSITIVE_INFINITY,
        primarySwitchoverMaxRetransmissions: Number.POSITIVE_INFINITY,
      },
    );
    await end();
  });

  test('is read by for await, to the graceful end', async () => {
    const { a, z, end } = await connectPair();
    for (let i = 0; i < 100; i += 1) await a.send(`${i}`, { stream: i % 4 });
    const ended = a.shutdown();
    const received: string[] = [];
    for await (const message of z) received.push(message.data.toString());
    await ended;
    assert.equal(
      received,
      Array.from({ length: 100 }, (_, i) => `${i}`),
    );
    await end();
  });

  test('throws out of for await when it fails, after what was received', async () => {
    const { a, z, end } = await connectPair();
    await a.send('last words', { until: 'acknowledged' });
    a.abort('no reason');
    const received: string[] = [];
    try {
      for await (const message of z) received.push(message.data.toString());
      assert.unreachable();
    } catch (error) {
      assert.is(error, z.error);
      assert.match(z.error?.message ?? '', /User-Initiated Abort \("no reason"\)/);
    }
    assert.equal(received, ['last words']);
    await end();
  });

  test('keeps messages until somebody listens', async () => {
    const { a, z, end } = await connectPair();
    await a.send('early', { until: 'acknowledged' });
    const [message] = (await once(z, 'message')) as [Message];
    assert.is(message.data.toString(), 'early');
    await end();
  });

  test('closes the window of a peer that nobody reads, and opens it when somebody does', async () => {
    const { a, z, end } = await connectPair({ server: { receiveBuffer: 8192 }, client: { sendBuffer: 2 ** 20 } });
    for (let i = 0; i < 40; i += 1) await a.send(new Uint8Array(1000).fill(i));
    await a.send('unblocked?', { unordered: true });
    assert.ok(a.bufferedAmount > 0);
    let count = 0;
    for await (const { data } of z) {
      assert.is(data.length, count < 40 ? 1000 : 10);
      count += 1;
      if (count === 41) break;
    }
    await end();
  });

  test('reads on after a listener that throws', async () => {
    const { a, z, end } = await connectPair();
    const thrown = new Promise<Error>((resolve) => process.once('uncaughtException', resolve));
    const last = new Promise<string>((resolve) => {
      z.on('message', ({ data }) => {
        if (data.toString() === 'bad') throw new Error('a bug in a listener');
        resolve(data.toString());
      });
    });
    await Promise.all([a.send('bad'), a.send('good')]);
    assert.is((await thrown).message, 'a bug in a listener');
    assert.is(await last, 'good');
    await end();
  });

  test('ends an iteration that waits when it is told to', async () => {
    const { a, end } = await connectPair();
    const messages = a[Symbol.asyncIterator]();
    assert.is(messages[Symbol.asyncIterator](), messages);
    const waiting = messages.next();
    await messages.return?.();
    assert.equal(await waiting, { done: true, value: undefined });
    await end();
  });

  test('tells why it failed by close, and by error when somebody listens', async () => {
    const { a, z, end } = await connectPair();
    const heard: string[] = [];
    z.on('error', (error) => heard.push(`error: ${error.message}`));
    const closed = new Promise<void>((resolve) => z.once('close', () => resolve()));
    a.on('close', (error) => heard.push(`close: ${error?.message}`));
    a.abort('over');
    await closed;
    assert.equal(heard, [
      'close: aborted: over',
      'error: the peer aborted the association with: User-Initiated Abort ("over")',
    ]);
    await end();
  });

  test('tells that the peer shuts down, and takes no more messages', async () => {
    const { a, z, end } = await connectPair();
    const told = once(z, 'peerShutdown');
    const ended = a.shutdown();
    await told;
    assert.is((await rejection(z.send('x'))).code, 'ERR_SCTP_NOT_CONNECTED');
    await ended;
    await a.shutdown();
    assert.is(a.state, 'CLOSED');
    await end();
  });

  test('rejects shutdown when it fails instead', async () => {
    const { a, end } = await connectPair();
    const ended = rejection(a.shutdown());
    a.abort();
    assert.is((await ended).code, 'ERR_SCTP_ABORTED');
    assert.is((await rejection(a.shutdown())).code, 'ERR_SCTP_ABORTED');
    await end();
  });
});
