import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Association, connect, createServer, type Server, type ServerOptions, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { within } from '../unit/transport/inbox.ts';

const ip = '127.0.0.1';
const port = 5001;
const initChunk = 1;

interface Replica {
  readonly server: Server;
  readonly udpPort: number;
}

async function replica(options: ServerOptions): Promise<Replica> {
  const server = createServer(options);
  const transport = udp({ localPort: 0 });
  await server.listen({ port, addresses: [ip], transport });
  return { server, udpPort: transport.localUdpPort ?? 0 };
}

/** What stands before the replicas: INITs go to one of them, all else to the other, and answers to the peer. */
async function balancer(first: Replica, second: Replica): Promise<Socket> {
  const socket = createSocket('udp4');
  let peerPort = 0;
  socket.on('message', (packet, { port: from }) => {
    const isOfReplica = from === first.udpPort || from === second.udpPort;
    if (!isOfReplica) peerPort = from;
    const replicaPort = packet[12] === initChunk ? first.udpPort : second.udpPort;
    socket.send(packet, isOfReplica ? peerPort : replicaPort, ip);
  });
  socket.bind(0, ip);
  await once(socket, 'listening');
  return socket;
}

describe('two servers behind one address, on loopback', (test) => {
  test('with the same keys: INIT to one, COOKIE ECHO to the other, and messages flow', async () => {
    const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const first = await replica({ cookieKeys: [oldKey] });
    const second = await replica({});
    second.server.setCookieKeys([newKey, oldKey]);
    const accepted = once(second.server, 'association');
    const socket = await balancer(first, second);
    const transport = udp({ peerPort: socket.address().port });
    const association = await within(5000, connect({ port, addresses: [ip], transport }));
    const [other] = (await accepted) as [Association]; // the arguments of the event
    const arrived = once(other, 'message');
    await within(5000, association.send('through the other', { until: 'acknowledged' }));
    const [message] = await arrived;
    assert.is(`${message.data}`, 'through the other');
    assert.equal([first.server.associations.size, second.server.associations.size], [0, 1]);
    await within(5000, association.shutdown());
    await Promise.all([first.server.close(), second.server.close()]);
    socket.close();
  });
});
