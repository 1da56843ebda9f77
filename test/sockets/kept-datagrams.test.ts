import { once } from 'node:events';
import { type Association, connect, createServer, type Message, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

/** Bytes before the user data of a datagram with one DATA chunk (RFC 9260 §3, §3.3.1). */
const headers = 28;

describe('messages over UDP', (test) => {
  test('are the datagrams that they came in, from 512 bytes on, and stay as they are', async () => {
    const server = createServer();
    const transport = udp({ localPort: 0 });
    await server.listen({ port: 7, addresses: ['127.0.0.1'], transport });
    const accepted = once(server, 'association');
    const a = await connect({
      port: 7,
      addresses: ['127.0.0.1'],
      noDelay: true,
      transport: udp({ localPort: 0, peerPort: transport.localUdpPort ?? 0 }),
    });
    const [z] = (await accepted) as [Association]; // the arguments of the event
    const received: Message[] = [];
    for (let i = 0; i < 20; i += 1) {
      const arrival = once(z, 'message') as Promise<[Message]>; // as above
      await a.send(Buffer.alloc(i % 2 === 0 ? 1000 : 511, i), { until: 'acknowledged', sackImmediately: true });
      received.push((await arrival)[0]);
    }
    assert.equal(
      received.map(({ data }) => [data.length, data.every((byte) => byte === data[0]), data[0]]),
      Array.from({ length: 20 }, (_, i) => [i % 2 === 0 ? 1000 : 511, true, i]),
    );
    const large = received.filter(({ data }) => data.length === 1000);
    assert.ok(large.every(({ data }) => data.byteOffset === headers && data.buffer.byteLength === headers + 1000));
    const small = received.filter(({ data }) => data.length === 511);
    assert.ok(small.every(({ data }) => data.byteOffset === 0 || data.buffer.byteLength > headers + 511));
    a.abort();
    await server.close();
  });
});
