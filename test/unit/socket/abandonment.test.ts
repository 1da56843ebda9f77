import { once } from 'node:events';
import type { FailedSend, SendOptions } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { hasCode, names } from '../../helpers/expected-error.ts';
import { rejection } from '../../helpers/rejection.ts';
import { connectPair, type Pair } from './pair.ts';

/** A pair of which the server's side has closed its window, as nobody reads. */
async function closed(sendBuffer = 100_000): Promise<Pair> {
  const pair = await connectPair({ server: { receiveBuffer: 4096 }, client: { sendBuffer } });
  await pair.a.send(new Uint8Array(4000), { until: 'acknowledged' });
  return pair;
}

describe('send with a lifetime', (test) => {
  test('tells the user when the message is given up, and the association goes on', async () => {
    const { a, z, end } = await closed();
    const failed = once(a, 'sendFailed');
    const data = Buffer.alloc(4000, 1);
    const fate = rejection(a.send(data, { stream: 2, ppid: 9, lifetime: 20, until: 'acknowledged' }));
    const [failure] = (await failed) as [FailedSend];
    assert.equal(failure, { data, stream: 2, ppid: 9, unordered: false, wasSent: false });
    assert.ok(hasCode('ERR_SCTP_MESSAGE_ABANDONED', 'before the message was sent')(await fate));
    assert.is(a.bufferedAmount, 0);
    z.on('message', () => {});
    await a.send('after', { until: 'acknowledged' });
    await end();
  });

  test('makes room for those who wait for it', async () => {
    const { a, end } = await closed(1000);
    const drained = once(a, 'drain');
    await a.send(Buffer.alloc(4000), { lifetime: 20 });
    await drained;
    await end();
  });

  test('a message that arrives in time is as any', async () => {
    const { a, end } = await connectPair();
    assert.ok(a.status.partialReliability);
    await a.send('in time', { lifetime: 60_000, maxRetransmissions: 0, until: 'acknowledged' });
    await end();
  });

  const wrong: readonly (readonly [SendOptions, typeof TypeError | typeof RangeError, ...string[]])[] = [
    [{ lifetime: 0 }, RangeError, 'lifetime 0', 'above 0'],
    [{ lifetime: Number.NaN }, RangeError, 'lifetime NaN'],
    // `as`: what JavaScript may give.
    [{ lifetime: '5' as unknown as number }, TypeError, 'lifetime is 5'],
    [{ maxRetransmissions: -1 }, RangeError, 'maxRetransmissions -1', '0–4294967295'],
    [{ maxRetransmissions: 1.5 }, RangeError, 'maxRetransmissions 1.5'],
  ];
  for (const [options, kind, ...words] of wrong) {
    test(`refuses ${JSON.stringify(options)}`, async () => {
      const { a, end } = await connectPair();
      assert.ok(names(kind, ...words)(await rejection(a.send('x', options))));
      await end();
    });
  }
});
