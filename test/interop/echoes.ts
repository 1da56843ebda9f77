import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Command, Line } from './command.ts';
import { nextPort, type Peer } from './peers.ts';
import type { Traffic } from './programs/traffic.ts';

/** A way from the stack under test to a peer. */
export interface Route {
  /** As a test's name has it: `raw IPv4`. */
  readonly name: string;
  readonly localAddress: string;
  readonly peerAddress: string;
  /** UDP ports where SCTP is encapsulated (RFC 6951). */
  readonly udp?: { readonly localPort: number; readonly peerPort: number };
}

/** An exchange of messages that come back, and the graceful shutdown after it. */
export interface Exchange {
  readonly peer: Peer;
  readonly route: Route;
  readonly traffic: Traffic;
  readonly closer: 'we' | 'the peer';
  /** For all of it, in seconds. */
  readonly deadline: number;
  /** How long we stay to answer after the end, in seconds; where packets get lost, the last one may. Default 0. */
  readonly linger?: number;
  /** Options of the library on our side, as `receiveBuffer=4096`. */
  readonly settings?: readonly string[];
  /** Options of the peer beside those that follow from the rest. */
  readonly peerOptions?: readonly string[];
}

/**
 * 10,000 messages of 1 to 100,000 bytes on 10 streams, half of them unordered. Small sizes are the more likely (84 MB
 * in all), so that all tests together end within minutes.
 */
export const fullTraffic: Traffic = { count: 10_000, smallestSize: 1, largestSize: 100_000, streams: 10 };

/** Looks at the lines that our program printed. */
type Check = (lines: readonly Line[]) => void;

const startDeadline = 30_000;
const crashDeadline = 2000;

/** The four exchanges over a route: either side connects, either side shuts down. */
export function testEchoes(test: Test, about: Omit<Exchange, 'closer'>): void {
  for (const closer of ['we', 'the peer'] as const) {
    testConnecting(test, { ...about, closer });
    testAccepting(test, { ...about, closer });
  }
}

/**
 * All that we send comes back whole, once and in order, on an association that we set up. `check` may look at what our
 * program said.
 */
export function testConnecting(test: Test, exchange: Exchange, check: Check = () => {}): void {
  const { peer, route } = exchange;
  const shutdown = exchange.closer === 'we' ? [] : ['--shutdown-after', `${exchange.traffic.count}`];
  testExchange(test, `we connect over ${describeExchange(exchange)}`, exchange, check, async (port) => {
    const server = peer.program('server', '--once', '1', '--verify', ...port, ...shutdown, ...peerOptions(exchange));
    await server.waitFor('listening', startDeadline);
    const client = peer.ours('echo-client', '--address', route.peerAddress, ...port, ...ownOptions(exchange));
    return { own: client, peers: server };
  });
}

/** All that the peer sends goes back whole, once and in order, on an association that it set up. */
export function testAccepting(test: Test, exchange: Exchange, check: Check = () => {}): void {
  const { peer, route } = exchange;
  const shutdown = exchange.closer === 'we' ? ['--await-end'] : [];
  testExchange(test, `we accept over ${describeExchange(exchange)}`, exchange, check, async (port) => {
    const server = peer.ours('echo-server', ...port, ...ownOptions(exchange));
    await server.waitFor('listening', startDeadline);
    const to = ['client', route.localAddress, '--mode', 'pipeline'];
    const client = peer.program(...to, ...port, ...shutdown, ...peerOptions(exchange));
    return { own: server, peers: client };
  });
}

/** The programs of an exchange. */
interface Programs {
  readonly own: Command;
  readonly peers: Command;
}

/**
 * usrsctp 0.9.5.0 has a race: the thread that puts a large message together uses it after the one that reads has freed
 * it (AddressSanitizer: heap-use-after-free in sctp_queue_data_for_reasm). So it gets another try when it crashes, which is
 * told of; where it crashes again, what we send may be to blame.
 */
function testExchange(
  test: Test,
  name: string,
  exchange: Exchange,
  check: Check,
  start: (port: readonly string[]) => Promise<Programs>,
): void {
  test(name, async () => {
    for (let triesLeft = 1; ; triesLeft -= 1) {
      const programs = await start(['--port', `${nextPort()}`]);
      try {
        check(await expectAllToCome(exchange, programs));
        return;
      } catch (error) {
        const isExcused = exchange.peer.kind === 'usrsctp' && triesLeft > 0;
        // What fails first may be our side, which misses the peer.
        if (!isExcused || !(await programs.peers.crashes(crashDeadline))) throw error;
        console.log(`  usrsctp crashed, and is started again: ${String(error)}`);
        await exchange.peer.stopAll();
      }
    }
  });
}

function describeExchange({ route, traffic, closer }: Exchange): string {
  const shutdown = closer === 'we' ? 'we shut down' : 'the peer shuts down';
  return `${route.name}: ${traffic.count} messages come back whole, once and in order; ${shutdown}`;
}

function ownOptions({ route, traffic, closer, deadline, linger = 0, settings = [] }: Exchange): string[] {
  const { localPort, peerPort } = route.udp ?? {};
  const udp = ['--transport', 'udp', '--udp-port', `${localPort}`, '--peer-udp-port', `${peerPort}`];
  return [
    ...['--local-address', route.localAddress, '--deadline', `${deadline}`, '--linger', `${linger}`],
    ...(route.udp ? udp : []),
    ...(closer === 'we' ? ['--shutdown'] : []),
    ...settings.flatMap((setting) => ['--set', setting]),
    ...trafficOptions(traffic),
  ];
}

function peerOptions({ route, traffic, peerOptions: others = [] }: Exchange): string[] {
  const { streams } = traffic;
  return [
    ...['--bind', route.peerAddress, '--ostreams', `${streams}`, '--mixed'],
    ...(route.udp ? ['--encap', `${route.udp.peerPort}:${route.udp.localPort}`] : []),
    ...others,
    ...trafficOptions(traffic),
  ];
}

function trafficOptions({ count, smallestSize, largestSize, streams }: Traffic): string[] {
  return ['--count', `${count}`, '--size', `${smallestSize}-${largestSize}`, '--streams', `${streams}`];
}

/** Either program compares what it receives, and fails unless it is what was sent. Gives what ours printed. */
async function expectAllToCome({ traffic, deadline }: Exchange, { own, peers }: Programs): Promise<readonly Line[]> {
  const limit = (deadline + 5) * 1000; // ours says itself where it stood at the deadline
  const [ownLines, peersLines] = await Promise.all([own.success(limit), peers.success(limit)]);
  const summary = ownLines.find(({ event }) => event === 'summary');
  const end = peersLines.find(({ event }) => event === 'end');
  assert.is(summary?.messages, traffic.count, 'messages that we received');
  assert.is(end?.in_messages, traffic.count, 'messages that the peer received');
  return ownLines;
}
