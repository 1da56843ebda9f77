import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { connectPair, type Pair } from './pair.ts';

/** Packets that Z gets and sends while A sends so many messages, each of a packet's size; they come many in a turn. */
async function exchange({ a, z }: Pair, count: number): Promise<{ readonly received: number; readonly sent: number }> {
  z.on('message', () => {});
  const before = z.statistics();
  for (let i = 1; i < count; i += 1) await a.send(Buffer.alloc(1400));
  await a.send(Buffer.alloc(1400), { until: 'acknowledged' });
  const { inSctpPacks, outSctpPacks } = z.statistics();
  return { received: inSctpPacks - before.inSctpPacks, sent: outSctpPacks - before.outSctpPacks };
}

describe('packets that come together', (test) => {
  test('are acknowledged in pairs at first, and later by four', async () => {
    const pair = await connectPair();
    const young = await exchange(pair, 500);
    const steady = await exchange(pair, 4000);
    assert.ok(young.sent >= young.received / 2, `${young.sent} SACKs for the first ${young.received} packets`);
    assert.ok(steady.sent < 0.4 * steady.received, `${steady.sent} SACKs for ${steady.received} packets`);
    assert.ok(steady.sent >= steady.received / 4, `${steady.sent} SACKs for ${steady.received} packets`);
    await pair.end();
  });
});
