import { once } from 'node:events';
import { type Association, connect, type Message, udp } from 'usctp';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { within } from '../../unit/transport/inbox.ts';
import { endOf, eventsOf, killAll, type Program, usctp } from './command.ts';
import { deafen } from './deaf-transport.ts';

const port = 3868;
const addresses = ['127.0.0.1'];

function listen(...args: readonly string[]): Program {
  return usctp(
    'listen',
    '--port',
    String(port),
    '--address',
    '127.0.0.1',
    '--transport',
    'udp',
    '--udp-port',
    '0',
    ...args,
  );
}

async function nextMessage(association: Association): Promise<Message> {
  const [message] = await within(5000, once(association, 'message'));
  return message;
}

async function udpPortOf(server: Program): Promise<string | undefined> {
  return /UDP port (\d+)/.exec(await server.output.find(/^listening on port 3868 at 127\.0\.0\.1 /))?.[1];
}

describe('usctp listen', (test) => {
  const associations: Association[] = [];
  const connectTo = async (udpPort: string | number | undefined, options = {}): Promise<Association> => {
    const transport = udp({ peerPort: Number(udpPort) });
    const association = await within(5000, connect({ port, addresses, transport, ...options }));
    associations.push(association);
    return association;
  };

  test.after.each(() => {
    for (const association of associations.splice(0)) association.abort();
    killAll();
  });

  test('echoes, tells who came and went, and shuts its associations down on SIGTERM', async () => {
    const server = listen();
    const association = await connectTo(await udpPortOf(server), { outboundStreams: 64 });
    await association.send('hello', { stream: 40, ppid: 46, unordered: true });
    const { data, stream, ppid, unordered } = await nextMessage(association);
    assert.equal([data.toString(), stream, ppid, unordered], ['hello', 40, 46, true]);
    assert.match(
      await server.output.find(/up/),
      /^\[1\] up with 127\.0\.0\.1 port \d+ \(UDP port \d+\): 64 streams in, 64 out$/,
    );
    const closed = once(association, 'close');
    server.kill('SIGTERM');
    assert.equal(await within(5000, closed), [undefined]);
    assert.is(await server.exitCode(), 0);
    assert.match(
      await server.output.find(/down/),
      /^\[1\] down after [\d.]+ s: received 1 message \(5 B\), sent 1 message \(5 B\)$/,
    );
    assert.equal(server.errors.all, []);
  });

  test('prints messages as JSON, with what is no UTF-8 in base64, and the end of an association that is aborted', async () => {
    const server = listen('--mode', 'print', '--json', '--trace');
    const [listening] = eventsOf([await server.output.find(/listening/)], 'listening');
    const association = await connectTo(Number(listening?.udpPort));
    await association.send('grüß', { stream: 2, ppid: 7 });
    await association.send(Uint8Array.of(0xff, 0), { until: 'acknowledged' });
    await server.output.find(/base64/);
    association.abort('that is all');
    await server.output.find(/"down"/);
    server.kill('SIGINT');
    assert.is(await server.exitCode(), 0);
    const envelope = { event: 'message', association: 1, unordered: false };
    assert.equal(eventsOf(server.output.all, 'message'), [
      { ...envelope, stream: 2, ppid: 7, bytes: 6, text: 'grüß' },
      { ...envelope, stream: 0, ppid: 0, bytes: 2, base64: '/wA=' },
    ]);
    const [down] = eventsOf(server.output.all, 'down');
    assert.equal([down?.code, down?.received], ['ERR_SCTP_ABORTED_BY_PEER', { messages: 2, bytes: 8 }]);
    const [packet] = eventsOf(server.errors.all, 'packet');
    assert.is(packet?.destination, `127.0.0.1:${listening?.udpPort}`);
    assert.match(String(packet?.packet), / > 3868 tag 0x00000000 INIT\(/);
  });

  test('sends without end as chargen', async () => {
    const server = listen('--mode', 'chargen');
    const association = await connectTo(await udpPortOf(server));
    const first = await nextMessage(association);
    assert.is(first.data.length, 1024);
    assert.match(first.data.toString(), /^ !"#/);
    await association.send('ignored');
    association.on('message', () => {});
    await within(5000, association.shutdown());
    assert.match(await server.output.find(/down/), 'received 1 message (7 B)');
    server.kill('SIGTERM');
    assert.is(await server.exitCode(), 0);
  });

  test('goes on when one association fails', async () => {
    const server = listen('--set', 'maxMessageSize=1000');
    const udpPort = await udpPortOf(server);
    const association = await connectTo(udpPort);
    const ended = endOf(association);
    await association.send(Buffer.alloc(1001));
    assert.is((await ended)?.code, 'ERR_SCTP_ABORTED_BY_PEER');
    await server.errors.find(/^usctp: \[1\] .*1001.* \(ERR_SCTP_MESSAGE_TOO_LARGE\)$/);
    await server.output.find(/^\[1\] down after .*\(ERR_SCTP_ABORTED\)$/);
    const another = await connectTo(udpPort);
    await another.send('hello');
    assert.is(String((await nextMessage(another)).data), 'hello');
    server.kill('SIGTERM');
    assert.is(await server.exitCode(), 0);
    assert.is(server.errors.all.length, 1);
  });

  test('ends when nobody reads its output, and aborts what does not shut down when asked twice', async () => {
    const server = listen('--mode', 'discard');
    const udpPort = await udpPortOf(server);
    let isDeaf = false;
    await connectTo(udpPort, {
      transport: deafen(udp({ peerPort: Number(udpPort) }), () => isDeaf),
    });
    await server.output.find(/up/);
    isDeaf = true;
    server.closeOutput();
    const another = await connectTo(udpPort);
    assert.equal(await within(5000, once(another, 'close')), [undefined]);
    server.kill('SIGTERM');
    assert.is(await server.exitCode(), 1);
    assert.equal(server.errors.all, ['usctp: not every association could be shut down gracefully']);
  });
});
