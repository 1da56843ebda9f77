import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Association, createServer, type Message, ppid, type Server, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { within } from '../../unit/transport/inbox.ts';
import { eventsOf, killAll, type Program, runHere, usctp } from './command.ts';
import { deafen } from './deaf-transport.ts';

const port = 3868;

describe('usctp connect', (test) => {
  let server: Server;
  let udpPort: number | undefined;
  let received: Message[];
  let isDeaf: boolean;
  const folder = mkdtempSync(join(tmpdir(), 'usctp-'));

  test.before.each(async () => {
    const transport = udp({ localPort: 0 });
    server = createServer({ outOfTheBlue: 'abort', inboundStreams: 64 });
    received = [];
    isDeaf = false;
    await server.listen({ port: port, addresses: ['127.0.0.1'], transport: deafen(transport, () => isDeaf) });
    udpPort = transport.localUdpPort;
  });
  test.after.each(async () => {
    for (const association of server.associations) association.abort();
    await server.close();
    killAll();
  });
  test.after(() => rmSync(folder, { recursive: true }));

  const connect = (...args: readonly string[]): Program =>
    usctp('connect', '--transport', 'udp', '--peer-udp-port', String(udpPort), '--address', '127.0.0.1', ...args);
  const connectHere = (words: string) =>
    runHere(`connect --transport udp --peer-udp-port ${udpPort} --address 127.0.0.1 ${words}`);
  const echo = async (association: Association) => {
    for await (const message of association) {
      received.push(message);
      await association.send(message.data, { stream: message.stream, ppid: message.ppid });
    }
  };

  test('pings: tells each round trip, sums them up, and traces packets to stderr', async () => {
    server.on('association', echo);
    const client = connect(
      '--port',
      String(port),
      '--local-address',
      '127.0.0.1',
      '--mode',
      'ping',
      '--count',
      '3',
      '--trace',
    );
    assert.is(await client.exitCode(), 0);
    const replies = client.output.all.filter((line) => /^\d: 64 B on stream 0 in \d+\.\d{3} ms$/.test(line));
    assert.is(replies.length, 3);
    await client.output.find(/^3 of 3 answered: min [\d.]+ ms, median [\d.]+ ms, max [\d.]+ ms, p99 [\d.]+ ms$/);
    await client.output.find(/^down after [\d.]+ s: received 3 messages \(192 B\), sent 3 messages \(192 B\)$/);
    const out = String.raw`^\d\d:\d\d:\d\d\.\d{6} out 127\.0\.0\.1:\d+ > 127\.0\.0\.1:${udpPort}  \d+ > 3868 tag 0x[0-9a-f]{8} `;
    for (const chunk of ['INIT\\(', 'COOKIE ECHO', 'SHUTDOWN COMPLETE'])
      await client.errors.find(new RegExp(out + chunk));
    await client.errors.find(/ in {2}127\.0\.0\.1:\d+ > 127\.0\.0\.1:\d+ {2}3868 > \d+ tag 0x[0-9a-f]{8} INIT ACK/);
  });

  test('sends messages as asked, reports the rate, and captures the packets', async () => {
    server.on('association', echo);
    const file = join(folder, 'capture.pcapng');
    const traffic = ['--count', '30', '--size', '2000', '--streams', '40', '--unordered', '--ppid', 'diameter'];
    const client = connect('--port', String(port), ...traffic, '--pcapng', file, '--json', '--set', 'sackDelay=0');
    assert.is(await client.exitCode(), 0);
    assert.equal(
      received.map(({ stream }) => stream),
      Array.from({ length: 30 }, (_, index) => index),
    );
    assert.ok(received.every((one) => one.unordered && one.ppid === ppid.diameter && one.data.length === 2000));
    const [sent] = eventsOf(client.output.all, 'sent');
    assert.equal([sent?.messages, sent?.bytes], [30, 60_000]);
    assert.ok(Number(sent?.messageRate) > 0 && Number(sent?.byteRate) > 0);
    const capture = readFileSync(file);
    assert.is(capture.readUInt32LE(), 0x0a0d0d0a);
    assert.ok(countPackets(capture) > 7, 'more than the set-up and the shutdown');
  });

  test('sends the lines of stdin and prints what comes back, without what moves a cursor', async () => {
    server.on('association', echo);
    const client = connect('--port', String(port), '--mode', 'stdin', '--streams', '2', '--ppid', '5');
    client.input('one\n\ntwo\u001b[2J\n');
    assert.is(await client.exitCode(), 0);
    await client.output.find(/^stream 0 ppid 5: one$/);
    await client.output.find(/^stream 1 ppid 5: two\\u\{1b\}\[2J$/);
    assert.is(received.length, 2);
  });

  test('does not wait for answers to stdin from a peer that is silent', async () => {
    server.on('association', async (association) => {
      for await (const message of association) received.push(message);
    });
    const client = connect('--port', String(port), '--mode', 'stdin');
    client.input('one');
    assert.is(await client.exitCode(), 0);
    assert.is(received.length, 1);
  });

  test('fails when it is refused', async () => {
    const { exitCode, output, errors } = await connectHere('--port 9 --json');
    assert.equal([exitCode, errors], [1, '']);
    assert.match(output, /^{"event":"error","code":"ERR_SCTP_ABORTED_BY_PEER","error":".+"}\n$/);
  });

  test('fails, and aborts, when a ping is not answered in time', async () => {
    server.on('association', async (association) => {
      for await (const message of association) await association.send(`not ${message.data}`);
    });
    const { exitCode, output, errors } = await connectHere('--port 3868 --mode ping --timeout 500');
    assert.equal([exitCode, errors], [1, 'usctp: no answer within 500 ms: does the peer return what it gets?\n']);
    assert.match(
      output,
      /^0 of 1 answered\ndown after .* sent 1 message \(64 B\); aborted: no answer .*\(ERR_SCTP_ABORTED\)\n$/m,
    );
  });

  test('fails with the reason of its own when the peer has stopped answering', async () => {
    server.on('association', () => {
      isDeaf = true;
    });
    const { exitCode, errors } = await within(3000, connectHere('--port 3868 --mode ping --timeout 200'));
    assert.equal([exitCode, errors], [1, 'usctp: no answer within 200 ms: does the peer return what it gets?\n']);
  });

  test('fails when the peer takes fewer streams', async () => {
    const { exitCode, errors } = await connectHere('--port 3868 --streams 65');
    assert.equal([exitCode, errors], [1, 'usctp: the peer takes 64 streams: --streams 65 is too many\n']);
  });

  test('fails when the peer shuts down first', async () => {
    server.on('association', async (association) => {
      for await (const _ of association) return association.shutdown();
    });
    const { exitCode, errors } = await connectHere('--port 3868 --mode ping');
    assert.equal([exitCode, errors], [1, 'usctp: the association was shut down before an answer came\n']);
  });

  test('gives up when nobody answers', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    udpPort = silent.address().port;
    const { exitCode, errors } = await connectHere('--port 3868 --timeout 100');
    silent.close();
    assert.equal([exitCode, errors], [1, 'usctp: no association with 127.0.0.1 port 3868: no answer within 100 ms\n']);
  });

  test('sums up what it did when it is interrupted', async () => {
    server.on('association', echo);
    const client = connect('--port', String(port), '--mode', 'ping', '--count', '1000000');
    await client.output.find(/^20: /);
    client.kill('SIGINT');
    assert.is(await client.exitCode(), 0);
    await client.output.find(/^\d+ of \d+ answered: min /);
  });

  test('aborts at the second signal when the peer does not read', async () => {
    const client = connect('--port', String(port), '--count', '100000', '--size', '100000');
    await client.output.find(/^up /);
    client.kill('SIGINT');
    client.kill('SIGTERM');
    assert.is(await client.exitCode(), 1);
    await client.errors.find(/^usctp: .*\(ERR_SCTP_ABORTED\)$/);
  });
});

/** Enhanced packet blocks of a pcapng file. */
function countPackets(capture: Buffer): number {
  let count = 0;
  for (let offset = 0; offset < capture.length; offset += capture.readUInt32LE(offset + 4)) {
    if (capture.readUInt32LE(offset) === 6) count += 1;
  }
  return count;
}
