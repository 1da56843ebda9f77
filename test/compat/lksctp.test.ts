import { once } from 'node:events';
import { constants } from 'node:os';
import { memory, memoryNetwork } from 'usctp';
import type { MessageBuffer } from 'usctp/compat';
import lksctp, { type ConnectOptions, type LksctpSocket, type Notification } from 'usctp/compat/lksctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';

interface LksctpPair {
  readonly server: LksctpSocket;
  readonly client: LksctpSocket;
}

const quick = { rtoInitial: 20, rtoMin: 20, maxInitRetransmissions: 1 };

/** Two sockets, on port 2905 of 192.0.2.2 and on a free one of 192.0.2.1. */
async function connectPair(
  clientOptions: Partial<ConnectOptions> = {},
  serverOptions: Parameters<typeof lksctp.createServer>[0] = {},
): Promise<LksctpPair> {
  const network = memoryNetwork();
  const transport = memory({ network, addresses: ['192.0.2.2', '192.0.2.3'] });
  const listener = lksctp.createServer({ ...quick, transport, ...serverOptions });
  const connection = once(listener, 'connection');
  await once(listener.listen({ port: 2905 }), 'listening');
  const own = memory({ network, addresses: ['192.0.2.1'] });
  const client = lksctp.connect({ ...quick, host: '192.0.2.2', port: 2905, transport: own, ...clientOptions });
  const [[server]] = await Promise.all([connection, once(client, 'connect')]);
  listener.close();
  return { client, server: server as LksctpSocket }; // the event has no other
}

function end({ client, server }: LksctpPair): void {
  client.destroy();
  server.on('error', () => {}).destroy();
}

async function errorOf(socket: LksctpSocket): Promise<NodeJS.ErrnoException> {
  const [error] = await new Promise<[NodeJS.ErrnoException]>((resolve) => {
    socket.once('error', (...reasons) => resolve(reasons as [NodeJS.ErrnoException])); // nothing else is emitted
  });
  return error;
}

function notificationsOf(socket: LksctpSocket): string[] {
  const interpreted: string[] = [];
  socket.on('notification', ({ interpreted: line, parsed }: Notification) => {
    interpreted.push(line ?? parsed.sn_type.toString(16));
  });
  return interpreted;
}

describe('usctp/compat/lksctp', (test) => {
  test('carries messages with stream and payload protocol identifier', async () => {
    const pair = await connectPair();
    const message: MessageBuffer = Buffer.from('hello');
    message.ppid = 46;
    message.sid = 3;
    const received = once(pair.server, 'data');
    pair.client.write(message);
    const [data] = (await received) as [MessageBuffer];
    assert.equal([String(data), data.ppid, data.sid], ['hello', 46, 3]);
    end(pair);
  });

  test('tells its ends', async () => {
    const pair = await connectPair({ localAddress: '192.0.2.1', localPort: 5000 });
    const { client, server } = pair;
    assert.equal(client.address(), { address: '192.0.2.1', family: 'IPv4', port: 5000 });
    assert.equal(client.localAddresses, ['192.0.2.1']);
    assert.equal([client.remoteAddress, client.remotePort, client.remoteFamily], ['192.0.2.2', 2905, 'IPv4']);
    assert.equal(server.remoteAddresses, ['192.0.2.1']);
    assert.equal(server.localAddresses, ['192.0.2.2', '192.0.2.3']);
    assert.equal([server.localFamily, server.localPort], ['IPv4', 2905]);
    end(pair);
  });

  test('knows where it connects to before it is connected', async () => {
    const socket = lksctp.connect({
      remoteAddresses: ['192.0.2.2', '192.0.2.3'],
      port: '2905',
      localAddresses: ['192.0.2.1'],
      localPort: 5000,
      transport: memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] }),
    });
    assert.equal([socket.connecting, socket.pending, socket.readyState], [true, true, 'opening']);
    assert.equal([socket.remoteAddresses, socket.remotePort], [['192.0.2.2', '192.0.2.3'], 2905]);
    assert.equal(socket.address(), { address: '192.0.2.1', family: 'IPv4', port: 5000 });
    assert.equal(socket.peerInfoByAddress, {});
    assert.throws(() => socket.status(), /before connect/);
    socket.destroy();
    await once(socket, 'close');
  });

  test('negotiates MIS and OS', async () => {
    const pair = await connectPair({ OS: 20, MIS: 5 }, { OS: 200, MIS: 10 });
    const [ofClient, ofServer] = [pair.client.status(), pair.server.status()];
    assert.equal([ofClient.numberOfOutgoingStreams, ofServer.numberOfIncomingStreams], [10, 10]);
    assert.equal([ofServer.numberOfOutgoingStreams, ofClient.numberOfIncomingStreams], [5, 5]);
    end(pair);
  });

  test('has ten outgoing streams by default, as Linux', async () => {
    const pair = await connectPair();
    assert.equal(pair.client.status().numberOfOutgoingStreams, 10);
    assert.equal(pair.client.status().numberOfIncomingStreams, 10);
    end(pair);
  });

  test('tells its status, and that of each address of the peer', async () => {
    const pair = await connectPair();
    const { tag, state, rwnd, fragmentationPoint, overallError, peer } = pair.client.status();
    assert.equal([state, fragmentationPoint, overallError], [4, 1452, 0]);
    assert.ok(tag > 0 && tag !== pair.server.status().tag);
    assert.equal([rwnd, peer.rwnd], [2 * 2 ** 20, 2 * 2 ** 20]);
    const info = pair.client.peerInfoByAddress['192.0.2.2'];
    assert.equal([info?.state, info?.mtu], [2, 1500]);
    end(pair);
    assert.throws(() => pair.client.status(), /after destroy/);
  });

  test('tells of the end of the peer, and ends', async () => {
    const { client, server } = await connectPair();
    const notifications = [notificationsOf(client), notificationsOf(server)];
    server.resume();
    client.resume().end();
    await Promise.all([once(client, 'close'), once(server, 'close')]);
    assert.equal(notifications, [
      ['SCTP_ASSOC_CHANGE: SCTP_COMM_UP, MIS 10 / OS 10', 'SCTP_ASSOC_CHANGE: SCTP_SHUTDOWN_COMP'],
      ['8005', 'SCTP_ASSOC_CHANGE: SCTP_SHUTDOWN_COMP'],
    ]);
  });

  test('notifies of a new association, in words and in bytes', async () => {
    const transport = memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] });
    const server = lksctp.createServer({ OS: 4, transport }, (socket) => socket.resume());
    await once(server.listen(2905), 'listening');
    const client = lksctp.createConnection({ host: '192.0.2.1', port: 2905, MIS: 3, transport });
    const [{ raw, parsed, interpreted }] = (await once(client, 'notification')) as [Notification];
    assert.is(interpreted, 'SCTP_ASSOC_CHANGE: SCTP_COMM_UP, MIS 3 / OS 10');
    assert.equal(parsed.sn_assoc_change, {
      sac_type: 0x8001,
      sac_flags: 0,
      sac_state: 0,
      sac_error: 0,
      sac_outbound_streams: 10,
      sac_inbound_streams: 3,
    });
    assert.equal([raw.length, new Uint16Array(raw.buffer, raw.byteOffset, 1)[0]], [20, 0x8001]);
    client.resume().end();
    server.close();
    await once(client, 'close');
  });

  test('says why a connection fails, with code and errno', async () => {
    const network = memoryNetwork();
    const transport = memory({ network, addresses: ['192.0.2.1'] });
    const host = memory({ network, addresses: ['192.0.2.2'] });
    const server = lksctp.createServer({ transport: host, outOfTheBlue: 'abort' });
    await once(server.listen({ port: 7 }), 'listening');
    const refused = await errorOf(lksctp.connect({ ...quick, host: '192.0.2.2', port: 8, transport }));
    assert.equal([refused.code, refused.errno], ['ECONNREFUSED', constants.errno.ECONNREFUSED]);
    assert.is(refused.message, 'Connection refused');
    const late = await errorOf(lksctp.connect({ ...quick, host: '192.0.2.9', port: 7, transport }));
    assert.equal([late.code, late.message], ['ETIMEDOUT', 'Connection timed out']);
    server.close();
  });

  test('says that the peer aborts, and that it takes no more', async () => {
    const { client, server } = await connectPair();
    const reset = errorOf(client);
    server.destroy();
    const { code, message } = await reset;
    assert.equal([code, message], ['ECONNRESET', 'Connection reset by peer']);
    assert.ok(client.destroyed);
  });

  test('breaks the pipe of who writes to a peer that has ended', async () => {
    const { client, server } = await connectPair();
    const isEnding = new Promise<void>((resolve) => {
      client.on('notification', ({ parsed }: Notification) => parsed.sn_type === 0x8005 && resolve());
    });
    server.resume().end();
    await isEnding;
    const broken = errorOf(client);
    client.write('too late');
    const { code, message } = await broken;
    assert.equal([code, message], ['EPIPE', 'Broken pipe']);
    server.destroy();
  });

  test('delivers what was written when it is destroyed after end', async () => {
    const { client, server } = await connectPair();
    const received = once(server, 'data');
    client.write('last words');
    client.end(() => client.destroy());
    assert.is(String((await received)[0]), 'last words');
    await once(server, 'close');
  });

  test('refuses options that are wrong, with their names', () => {
    const to = { host: '192.0.2.2', port: 2905 };
    const refused: readonly (readonly [options: object, message: RegExp])[] = [
      [{ port: 2905 }, /host or remoteAddresses is required/],
      [{ ...to, remoteAddresses: ['192.0.2.2'] }, /host and remoteAddresses exclude each other/],
      [{ port: 2905, remoteAddresses: [] }, /remoteAddresses takes a list of one address or more/],
      [{ port: 2905, remoteAddresses: ['192.0.2.2', 'name'] }, /remoteAddresses has name/],
      [{ ...to, host: 'name' }, /host has name/],
      [{ ...to, localAddress: '192.0.2.1', localAddresses: ['192.0.2.1'] }, /localAddress and localAddresses exclude/],
      [{ host: '192.0.2.2' }, /port is undefined/],
      [{ ...to, port: null }, /port is null/],
      [{ ...to, port: 65_536 }, /port 65536 is not a whole number in 1–65535/],
      [{ ...to, localPort: 'x' }, /localPort NaN/],
      [{ ...to, noDelay: 1 }, /noDelay is 1/],
    ];
    for (const [options, message] of refused) {
      // `as never`: what a caller without types may pass.
      assert.throws(() => lksctp.connect(options as never), message);
    }
  });

  test('takes noDelay and sack', async () => {
    const pair = await connectPair({ noDelay: true, sack: { delay: 50, freq: 1 }, highWaterMark: 1000 });
    assert.is(pair.client.writableHighWaterMark, 1000);
    assert.is(pair.client.setNoDelay(), pair.client);
    assert.throws(() => pair.client.setNoDelay(1 as never), /noDelay is 1/);
    end(pair);
  });
});

describe('a server of usctp/compat/lksctp', (test) => {
  const serverOf = () => lksctp.createServer({ transport: memory({ network: memoryNetwork() }) });

  test('can be made in any form', () => {
    for (const server of [lksctp.createServer(), lksctp.createServer(null), lksctp.createServer(() => {})]) {
      assert.not.ok(server.listening);
      assert.is(server.address(), null);
      assert.throws(() => server.getLocalAddresses(), /does not listen/);
    }
  });

  test('listens in any form, and tells where', async () => {
    const forms: readonly unknown[][] = [[{ port: 12_345 }], ['12345'], [12_345, null, 128], [12_345, undefined]];
    for (const form of forms) {
      const server = serverOf();
      // `as never`: every form that the README of the package has.
      await new Promise<void>((resolve) => server.listen(...(form as [never]), resolve));
      const place = { family: 'IPv4', address: '0.0.0.0', port: 12_345 };
      assert.equal([server.listening, server.address()], [true, place]);
      assert.equal(server.getLocalAddresses(), [place]);
      server.close();
    }
  });

  test('listens on addresses of its choice', async () => {
    const transport = memory({ network: memoryNetwork(), addresses: ['192.0.2.1', '192.0.2.2'] });
    const server = lksctp.createServer({ transport });
    await once(server.listen({ port: 0, localAddresses: ['192.0.2.1', '192.0.2.2'] }), 'listening');
    assert.is(server.address()?.address, '192.0.2.1');
    assert.equal(
      server.getLocalAddresses().map(({ address }) => address),
      ['192.0.2.1', '192.0.2.2'],
    );
    server.close();
  });

  test('refuses what is wrong at once, and says what fails by error', async () => {
    const [first, second] = [serverOf(), serverOf()];
    assert.throws(() => first.listen({ port: 1, localAddresses: [] }), /localAddresses takes a list/);
    assert.throws(() => first.listen(1, {}), /not object/);
    assert.throws(() => first.listen(-1), /port -1/);
    second.listen({ port: 7, host: '198.51.100.1' });
    assert.throws(() => second.listen(7), /listens already/);
    const [error] = await once(second, 'error');
    assert.is((error as NodeJS.ErrnoException).code, 'EADDRNOTAVAIL');
  });

  test('closes at once, and calls back', async () => {
    const server = serverOf();
    await once(server.listen(7), 'listening');
    assert.is(await new Promise((resolve) => server.close(resolve)), undefined);
    const error = await new Promise((resolve) => server.close(resolve));
    assert.match(String(error), 'not running');
  });
});
