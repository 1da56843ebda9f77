import * as assert from 'uvu/assert';
import { connect, createServer, memory, memoryNetwork } from '../../lib/src/index.ts';
import { messageOverhead } from '../../lib/src/sending/outbound-streams.ts';
import { describe } from '../helpers/describe.ts';
import { rejection } from '../helpers/rejection.ts';

const sendBuffer = 50_000;
const messageSize = 10_000;

describe('a peer that never reads (RFC 9260 §12.2.4.1)', (test) => {
  test('makes send wait once sendBuffer is full, and holds no more than one message beyond it', async () => {
    const server = createServer({ receiveBuffer: 4096 });
    const network = memoryNetwork();
    await server.listen({ port: 9, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const transport = memory({ network });
    const association = await connect({ port: 9, addresses: ['192.0.2.1'], transport, sendBuffer });
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

  test('makes send wait also when what fills its memory is the number of messages', async () => {
    const server = createServer({ receiveBuffer: 4096 });
    const network = memoryNetwork();
    await server.listen({ port: 9, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const transport = memory({ network });
    const association = await connect({ port: 9, addresses: ['192.0.2.1'], transport, sendBuffer });
    let sent = 0;
    const sending = (async () => {
      for (;;) {
        await association.send('x');
        sent += 1;
      }
    })();
    const failure = rejection(sending);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    const most = Math.ceil(sendBuffer / (1 + messageOverhead));
    assert.ok(association.bufferedAmount <= most, `${association.bufferedAmount} bytes`);
    const delivered = sent - association.bufferedAmount + 1;
    assert.ok(delivered > 0 && delivered <= 4096, `${delivered} delivered`);
    association.abort();
    await failure;
    await server.close();
  });
});
