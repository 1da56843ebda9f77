import * as assert from 'uvu/assert';
import { connect, createServer, memory } from '../../lib/src/index.ts';
import { describe } from '../helpers/describe.ts';

const sendBuffer = 50_000;
const messageSize = 10_000;

describe('a peer that never reads (RFC 9260 §12.2.4.1)', (test) => {
  test('makes send wait once sendBuffer is full, and holds no more than one message beyond it', async () => {
    const server = createServer({ receiveBuffer: 4096 });
    await server.listen({ port: 9, addresses: ['192.0.2.1'], transport: memory() });
    const association = await connect({ port: 9, addresses: ['192.0.2.1'], transport: memory(), sendBuffer });
    let sent = 0;
    let hasFailed = false;
    const sending = (async () => {
      for (;;) {
        await association.send(Buffer.alloc(messageSize), { stream: 0 });
        sent += 1;
      }
    })().catch(() => {
      hasFailed = true;
    });
    const turns = 50;
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    assert.ok(association.bufferedAmount <= sendBuffer + messageSize, `${association.bufferedAmount} bytes`);
    assert.ok(sent >= 4 && sent <= 8, `${sent} messages`);
    association.abort();
    await sending;
    assert.ok(hasFailed);
    await server.close();
  });
});
