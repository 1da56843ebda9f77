import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, udp } from 'usctp';
import { decodePacket } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { endOf, eventsOf, killAll, type Program, runHere, usctp } from './command.ts';

const local = '--transport udp --address 127.0.0.1';

describe('usctp perf', (test) => {
  let server: Program;
  let udpPort: number;
  const folder = mkdtempSync(join(tmpdir(), 'usctp-'));

  test.before(async () => {
    server = usctp('perf', 'server', '--json', '--udp-port', '0', ...local.split(' '));
    const [listening] = eventsOf([await server.output.find(/listening/)], 'listening');
    udpPort = Number(listening?.udpPort);
    assert.is(listening?.port, 5001);
  });
  test.after(() => {
    killAll();
    rmSync(folder, { recursive: true });
  });

  /** Runs a client; its events by name, and the end of the server's association. */
  const runClient = async (words: string) => {
    const { exitCode, output, errors } = await runHere(
      `perf client ${local} --peer-udp-port ${udpPort} --json ${words}`,
    );
    const lines = output.trim().split('\n');
    return { exitCode, errors, events: (name: string) => eventsOf(lines, name) };
  };

  test('counts the same at both ends as a capture holds', async () => {
    const file = join(folder, 'capture.pcapng');
    const client = await runClient(`--count 300 --size 2500 --streams 3 --pcapng ${file}`);
    assert.equal([client.exitCode, client.errors], [0, '']);
    const amounts = client.events('summary').map(({ side, by, messages, bytes }) => [side, by, messages, bytes]);
    assert.equal(amounts, [
      ['sender', 'local', 300, 750_000],
      ['receiver', 'peer', 300, 750_000],
    ]);
    assert.is(countUserData(readFileSync(file)), 750_000);
    await server.output.find(/"down","association":1/);
    const own = eventsOf(server.output.all, 'summary').filter(({ association }) => association === 1);
    assert.equal(
      own.map(({ side, by, bytes }) => [side, by, bytes]),
      [
        ['sender', 'peer', 750_000],
        ['receiver', 'local', 750_000],
      ],
    );
  });

  test('lets the server send, for some time, with lines of figures meanwhile', async () => {
    const client = await runClient('--reverse --duration 0.3 --interval 0.1 --unordered --set sackDelay=0');
    assert.is(client.exitCode, 0);
    const [sent, received] = client.events('summary');
    assert.equal([sent?.by, received?.by, sent?.bytes], ['peer', 'local', received?.bytes]);
    assert.ok(Number(sent?.duration) >= 300);
    const intervals = client.events('interval');
    assert.ok(intervals.length >= 2);
    assert.is(
      intervals.reduce((sum, { bytes }) => sum + Number(bytes), 0),
      received?.bytes,
    );
  });

  test('measures round trips', async () => {
    const client = await runClient('--rtt --count 20 --size 100');
    assert.is(client.exitCode, 0);
    const [latency] = client.events('latency');
    assert.is(latency?.count, 20);
    assert.ok(Number(latency?.min) > 0 && Number(latency?.p99) <= Number(latency?.max));
  });

  test('tells why a server refuses, and why nothing is agreed on', async () => {
    const refused = await runClient('--streams 60 --rtt --set outboundStreams=60 --set inboundStreams=10');
    assert.is(refused.exitCode, 1);
    assert.match(String(refused.events('error')[0]?.error), 'it has 10 streams to send on, not 60');
    const silent = createServer();
    const transport = udp({ localPort: 0 });
    await silent.listen({ port: 5001, addresses: ['127.0.0.1'], transport });
    const { exitCode, errors } = await runHere(
      `perf client ${local} --peer-udp-port ${transport.localUdpPort} --timeout 300`,
    );
    assert.is(exitCode, 1);
    assert.match(errors, 'not agreed on a test within 300 ms');
    await silent.close();
  });

  test('has a server that outlives clients that speak otherwise', async () => {
    const association = await connect({ port: 5001, addresses: ['127.0.0.1'], transport: udp({ peerPort: udpPort }) });
    const ended = endOf(association);
    await association.send('traffic');
    assert.match(String(await ended), 'traffic before a test was agreed on');
    const quiet = await connect({ port: 5001, addresses: ['127.0.0.1'], transport: udp({ peerPort: udpPort }) });
    await quiet.shutdown();
    assert.is((await runClient('--count 1')).exitCode, 0);
    assert.equal(server.errors.all, []);
  });

  test('sums up when the client is interrupted, and when the server is', async () => {
    const start = () =>
      usctp('perf', 'client', '--duration', '1000', '--peer-udp-port', String(udpPort), ...local.split(' '));
    const both = [start(), start()];
    for (const client of both) await client.output.find(/^test client sends: 1000 s/);
    both[0]?.kill('SIGINT');
    assert.is(await both[0]?.exitCode(), 0);
    await both[0]?.output.find(/^sent +[\d.]+ s .* Mbit\/s/);
    server.kill('SIGTERM');
    assert.is(await both[1]?.exitCode(), 0);
    await both[1]?.output.find(/^received +[\d.]+ s .* by the peer$/);
    assert.is(await server.exitCode(), 0);
  });
});

describe('the command line of usctp perf', (test) => {
  const mistakes = [
    ['perf', 'Usage: usctp perf'],
    ['perf client', "required option '--address <ip>'"],
    [`perf client ${local} --duration soon`, 'It takes seconds'],
    [`perf client ${local} --rtt --reverse`, "'--rtt' cannot be used with option '--reverse'"],
    [`perf client ${local} --size 2000000`, 'larger than maxMessageSize 1048576'],
    [`perf server ${local} --interval -1`, 'It takes seconds'],
  ] as const;
  for (const [commandLine, complaint] of mistakes) {
    test(`\`usctp ${commandLine}\` is a usage error that says why`, async () => {
      const { exitCode, errors } = await runHere(commandLine);
      assert.is(exitCode, 2);
      assert.match(errors, complaint);
    });
  }
});

/** Bytes of the traffic in the packets of a capture, by their DATA chunks, each TSN once. */
function countUserData(capture: Buffer): number {
  const sizes = new Map<number, number>();
  for (let offset = 0; offset < capture.length; offset += capture.readUInt32LE(offset + 4)) {
    if (capture.readUInt32LE(offset) !== 6) continue;
    // An IPv4 and a UDP header stand before the packet.
    const packet = capture.subarray(offset + 28 + 28, offset + 28 + capture.readUInt32LE(offset + 20));
    const { destinationPort, chunks } = decodePacket(packet);
    for (const chunk of chunks) {
      if (chunk.type === 'DATA' && chunk.ppid === 0 && destinationPort === 5001) {
        sizes.set(chunk.tsn, chunk.userData.length);
      }
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
