import { once } from 'node:events';
import { connect, createServer, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { within } from '../unit/transport/inbox.ts';

describe('a large message over loopback', (test) => {
  for (const ip of ['127.0.0.1', '::1']) {
    test(`arrives at ${ip}, whose MTU is larger than what IP carries`, async () => {
      const transport = udp({ localPort: 0 });
      const server = createServer();
      const accepted = once(server, 'association');
      await server.listen({ port: 5001, addresses: [ip], transport });
      const peer = udp({ peerPort: transport.localUdpPort ?? 0 });
      const association = await connect({ port: 5001, addresses: [ip], transport: peer });
      const [other] = await accepted;
      const arrived = once(other, 'message');
      const data = Buffer.alloc(200_000, 'large');
      await within(5000, association.send(data, { until: 'acknowledged' }));
      const [message] = await arrived;
      assert.ok(data.equals(message.data));
      await association.shutdown();
      await server.close();
    });
  }
});
