import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { memory, memoryNetwork } from 'usctp';
import sctp, { type Server, type Socket, type SocketReadable } from 'usctp/compat';
import lksctp from 'usctp/compat/lksctp';
import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import { rejection } from '../helpers/rejection.ts';

interface SocketPair {
  readonly server: Server;
  readonly a: Socket;
  readonly z: Socket;
}

/** Two sockets, whose window is small, on 127.0.0.1 of a network in memory. */
async function connectPair(receiveBuffer = 20_000): Promise<SocketPair> {
  const transport = memory({ network: memoryNetwork(), addresses: ['127.0.0.1'] });
  const server = sctp.createServer();
  await once(server.listen({ port: 2905, receiveBuffer, transport }), 'listening');
  const connection = once(server, 'connection');
  const a = sctp.connect({ host: 'localhost', port: 2905, sendBuffer: 10_000, transport });
  const [[z]] = await Promise.all([connection, once(a, 'connect')]);
  return { server, a, z: z as Socket }; // the event has no other
}

async function end({ server, a }: SocketPair): Promise<void> {
  a.destroy();
  server.close();
  await once(server, 'close');
}

/** Waits until the number is the same for many turns of the event loop. */
async function whileGrowing(number: () => number): Promise<void> {
  for (let before = -1; before < number(); ) {
    before = number();
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  }
}

/** The streams that have been told of so far, by their identifiers. */
function streamsOf(socket: Socket): readonly (SocketReadable | undefined)[] {
  const streams: SocketReadable[] = [];
  socket.on('stream', (stream: SocketReadable, id: number) => {
    streams[id] = stream;
  });
  return streams;
}

/** The first byte of each message. */
async function bytesOf(stream: SocketReadable | undefined, count: number): Promise<unknown[]> {
  const bytes: unknown[] = [];
  await new Promise<void>((resolve) => {
    stream?.on('data', (message: Buffer) => {
      if (bytes.push(message[0]) === count) resolve();
    });
  });
  return bytes;
}

describe('a socket of usctp/compat', (test) => {
  test('makes its peer wait while nobody reads, and loses nothing', async () => {
    const pair = await connectPair();
    const { a, z } = pair;
    const count = 400;
    const numbered = (number: number) => {
      const message = Buffer.alloc(1000);
      message.writeUInt16BE(number);
      return message;
    };
    let written = 0;
    const sent = (async () => {
      for (; written < count; written += 1) if (!a.write(numbered(written))) await once(a, 'drain');
    })();
    await once(z, 'readable');
    await whileGrowing(() => written);
    // The buffers of both ends, and of both streams: 64 KiB each from Node 22 on.
    assert.ok(written >= 30 && written < 250, `${written} messages were written`);
    const received: number[] = [];
    z.on('data', (message: Buffer) => received.push(message.readUInt16BE()));
    await sent;
    while (received.length < count) await once(z, 'data');
    assert.equal(received, [...received.keys()]);
    await end(pair);
  });

  test('goes on after a listener that throws', async () => {
    const pair = await connectPair();
    const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
    pair.z.once('data', () => {
      throw new Error('a bug of the user');
    });
    pair.a.write('first');
    assert.match(String(await thrown), 'a bug of the user');
    const second = once(pair.z, 'data');
    pair.a.write('second');
    assert.is(String((await second)[0]), 'second');
    await end(pair);
  });

  test('goes on with its other streams while nobody reads one', async () => {
    const pair = await connectPair(400_000);
    const streams = streamsOf(pair.z);
    const count = 150;
    for (let index = 0; index < count; index += 1) {
      pair.a.createStream(0).write(Buffer.alloc(1000, index));
      pair.a.createStream(1).write(Buffer.alloc(500, index));
    }
    await once(pair.z, 'stream');
    if (streams[1] === undefined) await once(pair.z, 'stream');
    assert.equal(await bytesOf(streams[1], count), [...new Array(count).keys()]);
    const { readableLength = 0, readableHighWaterMark = 0 } = streams[0] ?? {};
    assert.ok(readableLength >= readableHighWaterMark && readableLength < count * 1000, `${readableLength} bytes`);
    assert.equal(await bytesOf(streams[0], count), [...new Array(count).keys()]);
    await end(pair);
  });

  test('ends though nobody reads one of its streams, which can be read after that', async () => {
    const pair = await connectPair();
    const streams = streamsOf(pair.z);
    for (let index = 0; index < 19; index += 1) pair.a.createStream(1).write(Buffer.alloc(1000, index));
    const closed = once(pair.z, 'close');
    pair.a.resume().end();
    await closed;
    const sizes: number[] = [];
    for await (const message of streams[1] ?? []) sizes.push((message as Buffer).length);
    assert.equal(sizes, new Array(19).fill(1000));
    await end(pair);
  });

  test('tells who listens for end alone of a peer that cannot be connected to, by that', async () => {
    const transport = memory({ network: memoryNetwork(), addresses: ['127.0.0.1'] });
    const socket = sctp.connect({
      port: 2905,
      host: '127.0.0.2',
      transport,
      rtoInitial: 10,
      maxInitRetransmissions: 0,
    });
    // `once` would listen for errors.
    await Promise.all(['end', 'close'].map((name) => new Promise<void>((resolve) => socket.on(name, resolve))));
    assert.equal([socket.remoteAddress, socket.remotePort], ['127.0.0.2', 2905]);
  });

  test('ends its streams with itself', async () => {
    const pair = await connectPair();
    const told = once(pair.z, 'stream');
    pair.a.createStream(1).write('hello');
    const [stream] = (await told) as [SocketReadable, number];
    const ended = once(stream.resume(), 'end');
    pair.a.resume().end();
    await ended;
    await end(pair);
  });

  test('tells that the peer restarted', async () => {
    const pair = await connectPair();
    const restarted = once(pair.z, 'restart');
    pair.z.association?.emit('restart');
    await restarted;
    await end(pair);
  });

  test('can be destroyed before it is connected', async () => {
    const transport = memory({ network: memoryNetwork(), addresses: ['127.0.0.1'] });
    const sockets = [sctp.connect({ port: 2905, passive: true, transport })];
    sockets.push(sctp.connect({ port: 2905, host: '127.0.0.2', transport }));
    for (const socket of sockets) {
      socket.on('error', () => assert.unreachable('it was destroyed'));
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    }
  });

  test('says what is wrong with udpPeer, and that it is missing', async () => {
    const udpTransport = createSocket('udp4');
    const missing = await rejection(once(sctp.connect({ port: 2905, udpTransport }), 'close'));
    assert.match(missing.message, 'give udpPeer');
    const other = createSocket('udp4');
    const udpPeer = { host: 'name', port: 9899 };
    const wrong = await rejection(once(sctp.connect({ port: 2905, udpTransport: other, udpPeer }), 'close'));
    assert.match(wrong.message, 'name, which is not an IP address');
    udpTransport.close();
    other.close();
  });

  test('has the window and the packets that defaults() asks for', async () => {
    const before = { ...sctp.defaults() };
    sctp.defaults({ RWND: 30_000, PMTU: 1000 });
    const pair = await connectPair();
    sctp.defaults(before);
    assert.is(pair.a.association?.status.localReceiverWindow, 30_000);
    assert.is(pair.a.association?.paths[0]?.mtu, 1000);
    await end(pair);
  });
});

describe('a socket of usctp/compat/lksctp', (test) => {
  test('tells of the paths to its peer', async () => {
    const transport = memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] });
    const server = lksctp.createServer({ transport }, (socket) => socket.resume());
    await once(server.listen(2905), 'listening');
    const socket = lksctp.connect({ host: '192.0.2.1', port: 2905, transport });
    await once(socket, 'connect');
    const [path] = socket.association?.paths ?? [];
    assert.ok(path);
    const lines: (string | undefined)[] = [];
    let updates = 0;
    socket.on('notification', ({ interpreted }) => lines.push(interpreted));
    socket.on('peer-info-update', () => {
      updates += 1;
    });
    for (const state of ['INACTIVE', 'POTENTIALLY-FAILED', 'ACTIVE'] as const) {
      socket.association?.emit('path', { ...path, state });
    }
    socket.association?.emit('peerError', [{ type: 'Out of Resource' }]);
    assert.equal(
      lines.filter((line) => line?.startsWith('SCTP_PEER')),
      [
        'SCTP_PEER_ADDR_CHANGE: SCTP_ADDR_UNREACHABLE 192.0.2.1',
        'SCTP_PEER_ADDR_CHANGE: SCTP_ADDR_POTENTIALLY_FAILED 192.0.2.1',
        'SCTP_PEER_ADDR_CHANGE: SCTP_ADDR_AVAILABLE 192.0.2.1',
      ],
    );
    assert.is(updates, 3);
    assert.is(lines.at(-1), undefined);
    socket.end();
    server.close();
    await once(socket.resume(), 'close');
  });
});
