import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Address,
  address,
  createServer,
  memory,
  memoryNetwork,
  type Server,
  type TransportPort,
  tap,
  udp,
} from 'usctp';
import { type Chunk, decodePacket, encodePacket, type InitAckChunk } from 'usctp/codec';
import { resolveOptions } from 'usctp/core';
import * as assert from 'uvu/assert';
import { type ProbeResult, probe } from '../../../packages/cli/src/probe/probe.ts';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { within } from '../../unit/transport/inbox.ts';
import { eventsOf, killAll, runHere } from './command.ts';

const port = 3868;

describe('usctp probe', (test) => {
  let server: Server;
  let udpPort: number | undefined;
  let associations: number;

  test.before.each(async () => {
    const transport = udp({ localPort: 0 });
    server = createServer({ outOfTheBlue: 'abort', inboundStreams: 5, outboundStreams: 6, receiveBuffer: 70_000 });
    associations = 0;
    server.on('association', () => {
      associations += 1;
    });
    await server.listen({ port, addresses: ['127.0.0.1'], transport });
    udpPort = transport.localUdpPort;
  });
  test.after.each(async () => {
    await server.close();
    killAll();
  });

  const probeHere = (words: string) =>
    runHere(`probe --transport udp --address 127.0.0.1 --peer-udp-port ${udpPort} ${words}`);

  test('tells what a server offers, and leaves no association there', async () => {
    const { exitCode, output, errors } = await probeHere(`--port ${port} --json --trace`);
    assert.is(exitCode, 0);
    const [offer] = eventsOf(output.trim().split('\n'), 'probe');
    assert.equal([offer?.inboundStreams, offer?.outboundStreams, offer?.window], [5, 6, 70_000]);
    assert.ok(Number(offer?.initiateTag) > 0 && Number(offer?.time) > 0);
    const packets = eventsOf(errors.trim().split('\n'), 'packet');
    const chunks = packets.map(({ packet }) => / tag 0x\w+ ([A-Z ]+)\(/.exec(String(packet))?.[1]);
    assert.equal(chunks, ['INIT', 'INIT ACK', 'ABORT']);
    assert.equal([associations, server.associations.size], [0, 0]);
  });

  test('says in a line that the server answers', async () => {
    const { exitCode, output, errors } = await probeHere(`--port ${port} --local-address 127.0.0.1`);
    assert.equal([exitCode, errors], [0, '']);
    assert.match(
      output,
      /^127\.0\.0\.1 port 3868 answers in [\d.]+ ms; tag 0x[0-9a-f]{8}; 5 streams in, 6 out; window 70\.0 kB/,
    );
  });

  test('fails when nobody listens on the port', async () => {
    const { exitCode, output, errors } = await probeHere('--port 9');
    assert.equal([exitCode, output], [1, '']);
    assert.match(errors, /^usctp: 127\.0\.0\.1 port 9: refused with ABORT/);
  });

  test('fails when no answer comes in time', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    udpPort = silent.address().port;
    const { exitCode, errors } = await probeHere(`--port ${port} --timeout 50`);
    silent.close();
    assert.equal([exitCode, errors], [1, 'usctp: 127.0.0.1 port 3868: no answer within 50 ms\n']);
  });
});

describe('a probe', (test) => {
  const initAck: InitAckChunk = {
    type: 'INIT ACK',
    initiateTag: 7,
    advertisedReceiverWindowCredit: 65_536,
    numberOfOutboundStreams: 2,
    numberOfInboundStreams: 3,
    initialTsn: 1,
    parameters: [
      { type: 'State Cookie', cookie: Uint8Array.of(1, 2, 3, 4) },
      { type: 'IPv4 Address', ip: '192.0.2.1' },
      { type: 'IPv6 Address', ip: '2001:db8::1' },
      { type: 'Supported Extensions', chunkTypes: [0xc0, 0xc1] },
      { type: 'Forward-TSN-Supported' },
      { type: 'ECN Capable' },
    ],
  };

  test('gives the addresses and extensions of the INIT ACK, and answers with its tag', async () => {
    const stub = await StubServer.open((init) => [answerTo(init, initAck)]);
    const offer = await stub.probe();
    assert.equal([offer.initiateTag, offer.inboundStreams, offer.outboundStreams], [7, 3, 2]);
    assert.equal(offer.addresses, ['192.0.2.1', '2001:db8::1']);
    await within(3000, stub.aborted);
    assert.equal(offer.extensions, ['FORWARD-TSN', 'ASCONF', 'ECN Capable']);
    assert.equal(
      stub.received.map(({ tag, type }) => [tag, type]),
      [
        [0, 'INIT'],
        [7, 'ABORT'],
      ],
    );
    stub.close();
  });

  test('sends INIT again when the first is lost, with the same tag', async () => {
    let count = 0;
    const stub = await StubServer.open((init) => {
      count += 1;
      return count < 3 ? [] : [answerTo(init, initAck)];
    });
    await stub.probe({ rtoInitial: 5, rtoMin: 1 });
    const inits = stub.received.filter(({ type }) => type === 'INIT');
    assert.equal([inits.length, new Set(inits.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size], [3, 1]);
    stub.close();
  });

  test('takes no answer that is another one’s, and tells of those that are damaged', async () => {
    const stub = await StubServer.open((init) => {
      const damaged = answerTo(init, initAck).slice();
      damaged[11] = (damaged[11] ?? 0) ^ 1;
      const runt = encodePacket({ sourcePort: port, destinationPort: sourceOf(init), verificationTag: 1, chunks: [] });
      return [damaged, answerTo(init, initAck, 1), answerTo(init, { type: 'COOKIE ACK' }), runt];
    });
    const { message } = await rejection(stub.probe({}, 100));
    assert.is(
      message,
      '192.0.2.1 port 3868: no answer within 100 ms, but packets whose checksum is wrong: see `usctp doctor`',
    );
    stub.close();
  });

  test('fails for an INIT ACK that no association can come of', async () => {
    for (const change of [{ initiateTag: 0 }, { numberOfInboundStreams: 0 }, { parameters: [] }]) {
      const stub = await StubServer.open((init) => [answerTo(init, { ...initAck, ...change })]);
      assert.match((await rejection(stub.probe())).message, 'an INIT ACK that is not valid: INIT ACK(');
      stub.close();
    }
  });

  test('tells the causes of an ABORT', async () => {
    const causes = [{ type: 'Out of Resource' }] as const;
    const stub = await StubServer.open((init) => [answerTo(init, { type: 'ABORT', isTagReflected: false, causes })]);
    assert.match((await rejection(stub.probe())).message, 'refused with ABORT, ABORT(Out of Resource)');
    stub.close();
  });

  test('says when the host has not sent its INIT', async () => {
    const { message } = await rejection(
      probe({
        transport: udp({ localPort: 0 }),
        to: address('255.255.255.255', 9899), // broadcast, which a socket may not send to unless it asks for it
        port,
        localPort: 0,
        localAddresses: [],
        options: resolveOptions(),
        timeout: 50,
        interruption: AbortSignal.timeout(60_000),
      }),
    );
    assert.match(message, 'no answer within 50 ms, as this host has not sent it');
  });

  test('ends when it is interrupted, and when the transport fails', async () => {
    const stub = await StubServer.open(() => []);
    assert.match((await rejection(stub.probe({}, 1000, AbortSignal.abort()))).message, 'interrupted');
    const taken = stub.probe({}, 1000, AbortSignal.timeout(60_000), port);
    assert.is((await rejection(taken)).code, 'ERR_SCTP_PORT_IN_USE');
    stub.close();
  });
});

interface ReceivedPacket {
  readonly tag: number;
  readonly type: string | undefined;
  readonly bytes: Uint8Array;
}

/** Answers each INIT on a memory network with the packets given. */
class StubServer {
  readonly received: ReceivedPacket[] = [];
  readonly #transport = memory({ network: memoryNetwork(), addresses: ['192.0.2.1'] });
  #port: TransportPort | undefined;
  #tellAbort: () => void = () => {};
  readonly aborted = new Promise<void>((resolve) => {
    this.#tellAbort = resolve;
  });

  static async open(answer: (init: Uint8Array) => readonly Uint8Array[]): Promise<StubServer> {
    const stub = new StubServer();
    stub.#port = await stub.#transport.open({
      port,
      localAddresses: [],
      receiver: {
        receive: (packet: Uint8Array, from: Address) => {
          const { verificationTag: tag, chunks } = decodePacket(packet);
          stub.received.push({ tag, type: chunks[0]?.type, bytes: packet.slice() });
          if (chunks[0]?.type === 'ABORT') stub.#tellAbort();
          if (chunks[0]?.type !== 'INIT') return;
          for (const bytes of answer(packet)) stub.#port?.send(bytes, from, undefined);
        },
        fail: () => {},
      },
    });
    return stub;
  }

  probe(options = {}, timeout = 3000, interruption = AbortSignal.timeout(60_000), localPort = 0): Promise<ProbeResult> {
    const transport = tap(this.#transport, () => {});
    const to = address('192.0.2.1');
    const request = { transport, to, port, localPort, localAddresses: [], timeout, interruption };
    return within(5000, probe({ ...request, options: resolveOptions(options) }));
  }

  close(): void {
    this.#port?.close();
  }
}

function sourceOf(init: Uint8Array): number {
  return decodePacket(init).sourcePort;
}

/** A packet back to the sender of the INIT, with its tag unless another is given. */
function answerTo(init: Uint8Array, chunk: Chunk, tag?: number): Uint8Array {
  const { sourcePort, destinationPort, chunks } = decodePacket(init);
  const own = chunks[0]?.type === 'INIT' ? chunks[0].initiateTag : 0;
  const ends = { sourcePort: destinationPort, destinationPort: sourcePort };
  return encodePacket({ ...ends, verificationTag: tag ?? own, chunks: [chunk] });
}
