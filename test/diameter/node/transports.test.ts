import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import {
  avp,
  baseDictionary,
  type Connector,
  connectSctp,
  connectTcp,
  createDiameterNode,
  creditControl,
  creditControlVocables,
  type DiameterNode,
  encodeAvp,
  encodeMessage,
  type Listener,
  listenSctp,
  listenTcp,
} from '@usctp/diameter';
import {
  type Association,
  connect as connectAssociation,
  createServer,
  memory,
  memoryNetwork,
  type Server,
  udp,
} from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { resolverOf } from '../../helpers/dns.ts';
import { values } from './expectations.ts';
import { FakePeer } from './fake-peer.ts';
import { VirtualNodes } from './virtual-nodes.ts';

const dictionary = baseDictionary.extend(creditControlVocables);
const addresses = ['192.0.2.1', '198.51.100.1'];

/** How two nodes reach each other; the ports are those of nobody else. */
const transports: Readonly<Record<string, () => { readonly listen: Listener; readonly connect: Connector }>> = {
  'SCTP in memory': () => {
    const network = memoryNetwork();
    return {
      listen: listenSctp({ addresses, transport: memory({ network, addresses }) }),
      connect: connectSctp({ addresses, transport: memory({ network, addresses: ['192.0.2.9'] }) }),
    };
  },
  'SCTP in UDP': () => ({
    listen: listenSctp({ port: 3868, addresses: ['127.0.0.1'], transport: udp({ localPort: 19_868 }) }),
    connect: connectSctp({ addresses: ['127.0.0.1'], transport: udp({ peerPort: 19_868 }) }),
  }),
  TCP: () => ({
    listen: listenTcp({ host: '127.0.0.1', port: 19_869 }),
    connect: connectTcp({ port: 19_869 }),
  }),
};

async function serverAt(listen: Listener): Promise<DiameterNode> {
  const server = createDiameterNode({
    ...{ identity: 'server.example', realm: 'example', dictionary },
    acceptUnknownPeers: true,
    listen: [listen],
  });
  server.handle(creditControl, () => ({ 'Result-Code': 2001 }));
  await server.start();
  return server;
}

async function clientTo(connect: Connector): Promise<DiameterNode> {
  const identity = connect.isDiscovery === true ? 'found' : 'server.example';
  const peers = [{ identity, connect }];
  const client = createDiameterNode({ identity: 'client.example', realm: 'example', dictionary, peers });
  const opened = once(client, 'open', { signal: AbortSignal.timeout(5000) });
  await client.start();
  await opened;
  return client;
}

describe('nodes', (test) => {
  for (const [name, make] of Object.entries(transports)) {
    test(`ask and answer over ${name}, many requests at a time, and part with DPR`, async () => {
      const { listen, connect } = make();
      const server = await serverAt(listen);
      const client = await clientTo(connect);
      const reasons: unknown[] = [];
      server.on('close', (_, { reason }) => reasons.push(reason));
      const answers = await Promise.all(Array.from({ length: 500 }, () => client.request(creditControl, values)));
      assert.ok(answers.every((answer) => answer['Result-Code'] === 2001));
      await client.close();
      await server.close();
      assert.equal(reasons, [{ type: 'disconnected-by-peer', cause: 'REBOOTING' }]);
      assert.is(server.statistics().requestsReceived, 500);
    });

    test(`over ${name} notice that a peer is gone, and that there is none`, async () => {
      const { listen, connect } = make();
      const server = await serverAt(listen);
      const client = await clientTo(connect);
      const closed = once(client, 'close', { signal: AbortSignal.timeout(5000) });
      await server.close({ deadline: 0 });
      await closed;
      const failed = once(client, 'close', { signal: AbortSignal.timeout(5000) });
      client.connect('server.example');
      const [, details] = await failed;
      assert.is(details.reason.type, 'not-connected');
      assert.instance(details.error, Error);
      await client.close();
    });
  }
});

describe('a connection over SCTP', (test) => {
  test('is found by SRV records of the realm, whoever answers there', async () => {
    const network = memoryNetwork();
    const server = await serverAt(listenSctp({ addresses, transport: memory({ network, addresses }) }));
    const record = { name: 'node1.example.com', port: 3868, priority: 0, weight: 0 };
    const srv = '_diameter._sctp.example.com';
    const records = { [srv]: [{ ...record, port: 9 }, record] };
    const resolver = resolverOf(() => ({ srv: records, a: { 'node1.example.com': addresses } }));
    const transport = memory({ network, addresses: ['192.0.2.9'] });
    const client = await clientTo(connectSctp({ srv, resolver, transport }));
    assert.is(client.peers[0]?.capabilities?.['Origin-Host'], 'server.example');
    assert.is((await client.request(creditControl, values))['Result-Code'], 2001);
    await client.close();
    await server.close();
  });

  test('has PPID 46; what is about the connection goes in order on stream 0, the rest unordered on all streams', async () => {
    const network = memoryNetwork();
    const server = createServer();
    await server.listen({ port: 3868, addresses, transport: memory({ network, addresses }) });
    const seen: unknown[] = [];
    server.on('association', (association) => answerAsPeer(association, seen));
    const client = await clientTo(connectSctp({ addresses, transport: memory({ network, addresses: ['192.0.2.9'] }) }));
    await Promise.all([1, 2, 3].map(() => client.request(creditControl, values)));
    await client.close();
    await close(server);
    assert.equal(seen, [
      [257, 46, 0, false],
      [272, 46, 1, true],
      [272, 46, 2, true],
      [272, 46, 3, true],
      [282, 46, 0, false],
    ]);
  });

  test('is answered in order on stream 0 with CEA, unordered on all streams after that', async () => {
    const network = memoryNetwork();
    const listen = listenSctp({ addresses, transport: memory({ network, addresses }) });
    const server = await serverAt(listen);
    const transport = memory({ network, addresses: ['192.0.2.9'] });
    const association = await connectAssociation({ port: 3868, addresses, transport });
    const fake = new FakePeer(new VirtualNodes(), 'fake.example');
    const seen: unknown[] = [];
    for (const request of [fake.cer(), fake.ccr(), fake.ccr(), fake.dwr()]) {
      const answered = once(association, 'message');
      await association.send(encodeMessage(request));
      const [{ ppid, stream, unordered }] = await answered;
      seen.push([ppid, stream, unordered]);
    }
    assert.equal(seen, [
      [46, 0, false],
      [46, 1, true],
      [46, 2, true],
      [46, 0, false],
    ]);
    association.abort();
    await server.close();
  });

  test('that is asked and not read is not read either, until it is', async () => {
    const network = memoryNetwork();
    const transport = () => memory({ network, addresses: ['192.0.2.1'] });
    const server = await serverAt(listenSctp({ addresses: ['192.0.2.1'], transport: transport(), sendBuffer: 20_000 }));
    const association = await connectAssociation({
      ...{ port: 3868, addresses: ['192.0.2.1'], receiveBuffer: 10_000 },
      transport: memory({ network, addresses: ['192.0.2.9'] }),
    });
    const fake = new FakePeer(new VirtualNodes(), 'fake.example');
    await association.send(encodeMessage(fake.cer()));
    for (let count = 0; count < 2000; count += 1) void association.send(encodeMessage(fake.ccr()));
    const requestsReceived = await untilItStays(() => server.statistics().requestsReceived);
    assert.ok(requestsReceived < 1500, `${requestsReceived} were read`);
    let answered = 0;
    await new Promise<void>((resolve) => {
      association.on('message', () => {
        answered += 1;
        if (answered === 2001) resolve();
      });
    });
    assert.is(server.statistics().answersSent, 2000);
    association.abort();
    await server.close();
  });
});

describe('a connection over TCP', (test) => {
  test('is reset when what comes is not Diameter, before capabilities and after', async () => {
    const server = await serverAt(listenTcp({ host: '127.0.0.1', port: 19_870 }));
    for (const first of [[], [encodeMessage(new FakePeer(new VirtualNodes(), 'fake.example').cer())]]) {
      const socket = connectSocket({ port: 19_870 });
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.on('error', () => {});
      for (const bytes of first) {
        socket.write(bytes);
        await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
      }
      socket.resume();
      socket.write('GET / HTTP/1.1\r\n\r\n');
      await closed;
    }
    await server.close();
  });

  test('ends also when the peer does not end its side', async () => {
    const server = await serverAt(listenTcp({ host: '127.0.0.1', port: 19_872 }));
    const socket = connectSocket({ port: 19_872, allowHalfOpen: true });
    const ended = once(socket, 'end', { signal: AbortSignal.timeout(5000) });
    socket.resume();
    socket.write(encodeMessage(new FakePeer(new VirtualNodes(), 'fake.example').cer({ 'Auth-Application-Id': [99] })));
    await ended;
    const reset = once(socket, 'error', { signal: AbortSignal.timeout(5000) });
    const writing = setInterval(() => socket.write('x'), 100);
    const [error] = await reset;
    clearInterval(writing);
    assert.match(error.code, /^(ECONNRESET|EPIPE)$/);
    await server.close();
  });

  test('tells why it cannot be listened for', async () => {
    const server = await serverAt(listenTcp({ host: '127.0.0.1', port: 19_871 }));
    const outcome = await serverAt(listenTcp({ host: '127.0.0.1', port: 19_871 })).catch((error: unknown) => error);
    assert.match(String(outcome), 'EADDRINUSE');
    await server.close();
  });
});

/** Answers everything with 2001, and notes how it came. */
function answerAsPeer(association: Association, seen: unknown[]): void {
  association.on('message', ({ data, ppid, stream, unordered }) => {
    const decoded = dictionary.decodeMessage(data);
    if (decoded.type !== 'message') throw new Error(decoded.type);
    const { message } = decoded;
    seen.push([message.commandCode, ppid, stream, unordered]);
    const kept = message.avps.filter(({ code }) => ![264, 293, 283, 461, 273].includes(code));
    const origin = encodeAvp(avp.originHost, 'server.example');
    const resultCode = {
      code: 268,
      vendorId: 0,
      isMandatory: true,
      isProtected: false,
      data: Buffer.from([0, 0, 7, 0xd1]),
    };
    // With the PPID that older peers send.
    void association.send(encodeMessage({ ...message, isRequest: false, avps: [...kept, origin, resultCode] }), {
      ppid: 0,
    });
  });
}

/** A number once it is above 0, and has not changed for many turns of the event loop. */
async function untilItStays(read: () => number): Promise<number> {
  let last = 0;
  for (let turns = 0; turns < 2000; turns += 1) {
    if (read() !== last || last === 0) turns = 0;
    last = read();
    await setImmediate();
  }
  return last;
}

async function close(server: Server): Promise<void> {
  await server.drain(1000);
}
