import { type Association, connect, createServer, memory, memoryNetwork, type Server } from 'usctp';
import * as assert from 'uvu/assert';
import { type Control, decodeControl, encodeControl, type TestPlan } from '../../../packages/cli/src/perf/control.ts';
import { Dialogue } from '../../../packages/cli/src/perf/dialogue.ts';
import { formatPerf, type PerfEvent, ratesOf } from '../../../packages/cli/src/perf/perf-event.ts';
import { echoTraffic, measureRoundTrips, receiveTraffic, sendTraffic } from '../../../packages/cli/src/perf/traffic.ts';
import { Tally } from '../../../packages/cli/src/tally.ts';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';
import { within } from '../../unit/transport/inbox.ts';

const plan: TestPlan = {
  test: 'throughput',
  direction: 'send',
  size: 3000,
  streams: 4,
  unordered: false,
  count: 200,
  duration: undefined,
};

const endless: TestPlan = { ...plan, count: undefined, duration: 1e9 };

describe('the traffic of usctp perf', (test) => {
  let server: Server;
  let a: Dialogue;
  let z: Dialogue;
  let events: Parameters<ReturnType<typeof watch>['report']>[0][];

  const watch = (interval = 0) => ({
    interval,
    report: (event: { readonly event: string } & Partial<PerfEvent>) => void events.push(event),
  });

  test.before.each(async () => {
    events = [];
    const network = memoryNetwork();
    server = createServer();
    const accepted = new Promise<Association>((resolve) => server.on('association', resolve));
    await server.listen({ port: 5001, transport: memory({ network, addresses: ['192.0.2.1'] }) });
    const transport = memory({ network, addresses: ['192.0.2.2'] });
    const client = await connect({ port: 5001, addresses: ['192.0.2.1'], transport });
    a = new Dialogue(client, new Tally());
    z = new Dialogue(await within(3000, accepted), new Tally());
  });
  test.after.each(async () => {
    a.association.abort();
    z.association.abort();
    await server.close();
  });

  for (const unordered of [false, true]) {
    test(`both ends count the same, ${unordered ? 'unordered' : 'in order'}`, async () => {
      const streams = new Set<number>();
      z.association.on('message', ({ stream, ppid }) => ppid === 0 && streams.add(stream));
      const outcomes = Promise.all([sendTraffic(a, { ...plan, unordered }, watch()), receiveTraffic(z, watch())]);
      const [atSender, atReceiver] = await within(5000, outcomes);
      assert.equal(atSender, atReceiver);
      const { sent, received } = atSender;
      assert.equal([sent.messages, sent.bytes], [200, 600_000]);
      assert.equal([received.messages, received.bytes], [200, 600_000]);
      assert.ok(sent.duration >= received.duration, 'the sender waits for the last to be received');
      assert.is(streams.size, 4);
    });
  }

  test('intervals add up to the whole, at both ends', async () => {
    await within(5000, Promise.all([sendTraffic(a, plan, watch(1)), receiveTraffic(z, watch(1))]));
    const intervals = events.filter(({ event }) => event === 'interval') as { bytes: number; messages: number }[];
    const total = (name: 'bytes' | 'messages') => intervals.reduce((sum, one) => sum + one[name], 0);
    assert.equal([total('messages'), total('bytes')], [400, 1_200_000]);
  });

  test('a test of some time ends by itself', async () => {
    const timed = { ...plan, count: undefined, duration: 20 };
    const [{ sent }] = await within(5000, Promise.all([sendTraffic(a, timed, watch()), receiveTraffic(z, watch())]));
    assert.ok(sent.messages > 0 && sent.duration >= 20);
  });

  for (const side of ['sender', 'receiver']) {
    test(`the ${side} can stop a test that has no end`, async () => {
      const outcomes = Promise.all([sendTraffic(a, endless, watch()), receiveTraffic(z, watch())]);
      z.association.once('message', () => (side === 'sender' ? a : z).stop());
      const [{ sent, received }] = await within(5000, outcomes);
      assert.ok(sent.messages > 0);
      assert.is(sent.messages, received.messages);
    });
  }

  test('round trips are measured one by one, and the echoes counted', async () => {
    const outcomes = Promise.all([
      measureRoundTrips(a, { ...plan, count: 50 }, watch()),
      echoTraffic(z, plan, watch()),
    ]);
    const [{ sent, received }] = await within(5000, outcomes);
    assert.equal([sent.messages, received.messages, a.tally.received.messages], [50, 50, 50]);
    const latency = events.find(({ event }) => event === 'latency') as Extract<PerfEvent, { event: 'latency' }>;
    const { count, min = 0, p50 = 0, p999 = 0, max = 0 } = latency;
    assert.is(count, 50);
    assert.ok(min > 0 && min <= p50 && p50 <= p999 && p999 <= max);
  });

  test('a test is cut off when the other end aborts', async () => {
    const cut = rejection(sendTraffic(a, endless, watch()));
    z.association.once('message', () => z.association.abort('enough'));
    assert.is((await within(5000, cut)).code, 'ERR_SCTP_ABORTED_BY_PEER');
  });

  test('a test is cut off when the other end shuts down', async () => {
    const cut = rejection(a.next('received'));
    void z.association.shutdown();
    assert.is((await within(5000, cut)).message, 'the peer has ended the test');
  });

  test('a peer that floods with control messages is cut off', async () => {
    const outcome = rejection(receiveTraffic(z, watch()));
    for (let count = 0; count < 6; count += 1) await a.tell({ control: 'done', messages: 1e9 });
    assert.match((await within(3000, outcome)).message, /where `sent` should come|out of turn/);
    assert.match((await within(3000, rejection(z.next('sent')))).message, 'out of turn');
  });

  test('a peer that sends on without taking the echoes is aborted', async () => {
    a.association.removeAllListeners('message');
    const echo = rejection(echoTraffic(z, plan, watch()));
    const flood = async () => {
      for (let count = 0; count < 20; count += 1) await a.association.send(Buffer.alloc(500_000));
    };
    assert.match((await within(5000, rejection(flood()))).message, 'the echoes are not taken');
    assert.match((await within(5000, echo)).message, 'the echoes are not taken');
  });

  test('whoever speaks otherwise is told apart', async () => {
    await z.association.send('hello', { ppid: 0x70657266 });
    assert.match((await within(3000, rejection(a.next('ready')))).message, 'does not speak as `usctp perf` does');
    await a.tell({ control: 'ready' });
    assert.match((await within(3000, rejection(z.next('done')))).message, 'says `ready` where `done` should come');
    await a.tell({ control: 'refused', reason: 'too \u009blarge' });
    assert.match((await within(3000, rejection(z.next('ready')))).message, 'refuses the test: too \\u{9b}large');
  });
});

describe('control messages of usctp perf', (test) => {
  const decode = (text: string) => decodeControl({ data: Buffer.from(text) });

  test('are read as they were written', () => {
    const amount = { messages: 1, bytes: 2, duration: 0.5 };
    const all: readonly Control[] = [
      { control: 'test', version: 1, ...plan },
      { control: 'test', version: 1, ...plan, test: 'rtt', direction: 'reverse', count: undefined, duration: 10 },
      { control: 'ready' },
      { control: 'refused', reason: 'no' },
      { control: 'done', messages: 7 },
      { control: 'received', ...amount },
      { control: 'sent', ...amount },
      { control: 'stop' },
    ];
    assert.equal(
      all.map((control) => decode(encodeControl(control))),
      all,
    );
  });

  test('with fields that are missing or of the wrong kind are refused, by name', () => {
    const test = { control: 'test', version: 1, ...plan };
    const wrong: readonly (readonly [change: object, complaint: string])[] = [
      [{ version: 2 }, 'version 2'],
      [{ test: 'sleep' }, 'no test sleep'],
      [{ direction: 'up' }, 'no direction up'],
      [{ size: 0 }, 'size is 0'],
      [{ streams: '4' }, 'streams is "4"'],
      [{ streams: 1.5 }, 'streams is 1.5'],
      [{ duration: null }, 'duration is null'],
      [{ note: 'x'.repeat(5000) }, 'too long'],
      [{ count: -1 }, 'count is -1'],
      [{ count: undefined }, 'no end'],
    ];
    for (const [change, complaint] of wrong) {
      assert.throws(
        () => decode(JSON.stringify({ ...test, ...change })),
        (error: Error) => error.message.includes(complaint),
      );
    }
    for (const text of ['', '7', 'null', '{"control":"sent"}', '{"control":"done"}']) assert.throws(() => decode(text));
  });
});

describe('the figures of usctp perf', (test) => {
  const plain = (text: string | number | null | undefined) => String(text);
  const format = (event: PerfEvent) => formatPerf(event, { bold: plain, cyan: plain, dim: plain });

  test('are per second, and zero when there was no time', () => {
    assert.equal(ratesOf({ messages: 5, bytes: 1000 }, 500), { messageRate: 10, byteRate: 2000 });
    assert.equal(ratesOf({ messages: 1, bytes: 10 }, 0), { messageRate: 0, byteRate: 0 });
  });

  test('are bits and messages per second in text', () => {
    const rates = ratesOf({ messages: 2_000_000, bytes: 250_000_000 }, 1000);
    const amount = { messages: 2_000_000, bytes: 250_000_000, ...rates };
    assert.match(
      format({ event: 'interval', start: 0, end: 1000, ...amount }),
      /^0\.00–1\.00 s .* 2\.00 Gbit\/s, 2,000,000 /,
    );
    const summary = { event: 'summary', side: 'sender', by: 'peer', duration: 1000, ...amount } as const;
    assert.match(format(summary), /^sent {5}1\.00 s +2,000,000 messages +250\.0 MB {2}2\.00 Gbit\/s, .*, by the peer$/);
    assert.match(format({ event: 'latency', count: 0 }), /^round trips 0$/);
    assert.is(
      format({ event: 'test', ...plan, duration: 1500, unordered: true }),
      'test client sends: 200 messages or 1.5 s of 3.0 kB on 4 streams, unordered',
    );
  });
});
