import { once } from 'node:events';
import type { Message } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { connectPair } from './pair.ts';

/** What goes from A to Z is larger than Z's buffer, so that Z reads the first part before A is done. */
function pair() {
  const server = { receiveBuffer: 8192, partialDeliveryPoint: 2048 };
  return connectPair({ server, client: { maxMessageSize: 2 ** 24, sendBuffer: 1 } });
}

const large = Buffer.alloc(1_000_000, 'much ');

describe('a message in parts', (test) => {
  test('is read by for await: all parts but the last are partial', async () => {
    const { a, z, end } = await pair();
    const sent = a.send(large, { stream: 3, ppid: 46 });
    const parts: Message[] = [];
    for await (const message of z) {
      parts.push(message);
      if (!message.partial) break;
    }
    await sent;
    assert.ok(parts.length > 10);
    assert.ok(parts.every(({ stream, ppid, unordered }) => stream === 3 && ppid === 46 && !unordered));
    assert.ok(Buffer.concat(parts.map(({ data }) => data)).equals(large));
    await end();
  });

  test('breaks off for await with an error whose cause is why the association failed', async () => {
    const { a, z, end } = await pair();
    const sent = a.send(large).catch(() => {});
    try {
      for await (const { partial } of z) {
        assert.ok(partial);
        a.abort('enough');
      }
      assert.unreachable();
    } catch (error) {
      assert.is((error as { code?: string }).code, 'ERR_SCTP_PARTIAL_DELIVERY_ABORTED');
      assert.is((error as Error).cause, z.error);
    }
    await sent;
    await end();
  });

  test('breaks off with an event for listeners, after its parts and before close', async () => {
    const { a, z, end } = await pair();
    const heard: unknown[] = [];
    z.on('message', ({ partial }) => heard.push(partial ? 'a part' : 'a message'));
    z.on('partialDeliveryAborted', (delivery) => heard.push(delivery));
    const closed = new Promise<void>((resolve) => z.on('close', () => resolve()));
    const sent = a.send(large, { stream: 3, ppid: 46, unordered: true }).catch(() => {});
    await once(z, 'message');
    a.abort('enough');
    await closed;
    assert.is(new Set(heard.slice(0, -1)).size, 1);
    assert.equal(heard.slice(-2), ['a part', { stream: 3, ppid: 46, unordered: true }]);
    await sent;
    await end();
  });
});
