import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { connectPair } from './pair.ts';

describe('statistics of an association', (test) => {
  test('count what it has sent and received, beside when it began', async () => {
    const { a, end } = await connectPair();
    await a.send('hello', { until: 'acknowledged' });
    const { messagesSent, messageBytesSent, sacksReceived, startTime, paths } = a.statistics();
    assert.equal([messagesSent, messageBytesSent, sacksReceived], [1, 5, 1]);
    const age = performance.timeOrigin + performance.now() - (startTime ?? 0);
    assert.ok(age >= 0 && age < 10_000, `established ${age} ms ago`);
    assert.equal(
      paths.map(({ address, startTime: since }) => [address, since]),
      [['192.0.2.1', startTime]],
    );
    await end();
  });

  test('stay as they were told, and are still told after its end', async () => {
    const { a, end } = await connectPair();
    const before = a.statistics();
    const closed = new Promise((resolve) => a.once('close', resolve));
    a.abort();
    await closed;
    assert.is(a.statistics().outCtrlChunks, before.outCtrlChunks + 1);
    assert.is(a.statistics().endpoint?.aborteds, 1);
    await end();
  });

  test('tell of its endpoint where it has that to itself', async () => {
    const { a, z, end } = await connectPair();
    assert.is(a.statistics().endpoint?.activeEstabs, 1);
    assert.is(z.statistics().endpoint, undefined);
    await end();
  });
});
