import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Command, Line } from './command.ts';
import { nextPort, type Peer } from './peers.ts';

/** Addresses of both sides, that of the first link first. */
export interface TwoLinks {
  /** As a test's name has it: `raw IPv4`. */
  readonly name: string;
  readonly localAddresses: readonly [string, string];
  readonly peerAddresses: readonly [string, string];
}

export interface Failover {
  readonly peer: Peer;
  readonly links: TwoLinks;
  readonly connecting: 'we' | 'the peer';
  /** Whether our side leaves a path at its first timeout (RFC 7829). */
  readonly isQuick?: boolean;
}

/** Both sides have these parameters; times in ms. */
const parameters = { rtoMin: 200, rtoMax: 800, pathMaxRetransmissions: 2, heartbeatInterval: 300 };

/** After so many timeouts in a row, each of `rtoMax` at most, data takes another path (§8.2; RFC 7829 §3.2). */
const failoverLimit = (parameters.pathMaxRetransmissions + 1) * parameters.rtoMax;
const quickFailoverLimit = parameters.rtoMax;

/** A path that is back answers the next HEARTBEAT: after the interval, 1.5 RTO at most (§8.3), and a round trip. */
const returnLimit = parameters.heartbeatInterval + 2.5 * parameters.rtoMax;

/** What a busy machine may take to tell of it. */
const slack = 500;

const deadline = 60;
const patience = 15_000;

/**
 * Both sides know all addresses of the other and have them confirmed. Amid a transfer in both directions the primary
 * link is cut: it goes on over the other link in time, goes back once the link is up again, and nothing is lost.
 */
export function testFailover(test: Test, failover: Failover): void {
  const { links, connecting, isQuick } = failover;
  const who = `${connecting === 'we' ? 'we connect' : 'the peer connects'}${isQuick ? ', quick failover' : ''}`;
  test(`${links.name}, ${who}: the primary link is cut under load, and comes back; nothing is lost`, async () => {
    const { own, peers } = await (connecting === 'we' ? connectToPeer(failover) : acceptPeer(failover));
    const transfer = new Transfer(failover, own, peers);
    try {
      await transfer.awaitConfirmation();
      await transfer.cutPrimary();
      await transfer.mendPrimary();
    } finally {
      await transfer.mendLinks();
    }
    await transfer.end();
  });
}

/** Only the peer's first address is given: the second is learned from its INIT ACK. */
async function connectToPeer({ peer, links, isQuick }: Failover): Promise<{ own: Command; peers: Command }> {
  const port = ['--port', `${nextPort()}`];
  const peers = peer.program('server', '--once', '1', '--verify', '--endless', ...port, ...peerOptions(links));
  await peers.waitFor('listening', patience);
  const address = ['--address', links.peerAddresses[0]];
  const quick = isQuick ? ['--set', 'potentiallyFailedMaxRetransmissions=0'] : [];
  const own = peer.ours(
    'echo-client',
    ...address,
    ...port,
    '--pause',
    '3',
    '--shutdown',
    ...quick,
    ...ownOptions(links),
  );
  return { own, peers };
}

async function acceptPeer({ peer, links }: Failover): Promise<{ own: Command; peers: Command }> {
  const port = ['--port', `${nextPort()}`];
  const own = peer.ours('echo-server', ...port, '--pause', '3', ...ownOptions(links));
  await own.waitFor('listening', patience);
  const to = ['client', links.localAddresses[0], '--mode', 'pipeline', '--window', '100'];
  const peers = peer.program(...to, ...port, '--endless', ...peerOptions(links));
  return { own, peers };
}

const traffic = ['--size', '1-20000', '--streams', '10'];

function ownOptions({ localAddresses }: TwoLinks): string[] {
  return [
    ...localAddresses.flatMap((address) => ['--local-address', address]),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...['--set', 'rtoInitial=300', '--deadline', `${deadline}`, '--endless', ...traffic],
  ];
}

function peerOptions({ peerAddresses }: TwoLinks): string[] {
  const { rtoMin, rtoMax, pathMaxRetransmissions, heartbeatInterval } = parameters;
  return [
    ...['--bind', peerAddresses.join(), '--ostreams', '10', '--mixed', '--sack-delay', '20', ...traffic],
    ...['--rto-min', `${rtoMin}`, '--rto-max', `${rtoMax}`, '--path-rtx', `${pathMaxRetransmissions}`],
    ...['--hb', `${heartbeatInterval}`],
  ];
}

class Transfer {
  readonly #failover: Failover;
  readonly #own: Command;
  readonly #peers: Command;
  /** The link of our primary path. */
  #primary: 0 | 1 = 0;

  constructor(failover: Failover, own: Command, peers: Command) {
    this.#failover = failover;
    this.#own = own;
    this.#peers = peers;
  }

  async awaitConfirmation(): Promise<void> {
    const { peerAddresses } = this.#failover.links;
    const line = await this.#own.waitFor('progress', patience, (line) => pathsOf(line).every(isActive));
    const addresses = pathsOf(line).map(({ address }) => address);
    assert.equal(addresses.toSorted(), peerAddresses.toSorted());
    // usrsctp may call from either address: where its COOKIE ECHO came from is our primary path.
    this.#primary = addresses[0] === peerAddresses[0] ? 0 : 1;
    await this.#peers.waitFor('path', patience, ({ state }) => state === 'confirmed');
  }

  async cutPrimary(): Promise<void> {
    const { peer, links, isQuick } = this.#failover;
    await this.#messages(200);
    const state = isQuick ? 'POTENTIALLY-FAILED' : 'INACTIVE';
    const left = this.#nextPath(isAbout(links.peerAddresses[this.#primary], state));
    const cutAt = performance.now();
    await peer.setLink(this.#primary, 'down');
    const [own, peers] = await Promise.all([
      left,
      this.#peers.waitFor('path', patience, isAbout(links.localAddresses[this.#primary], 'unreachable')),
    ]);
    const limit = isQuick ? quickFailoverLimit : failoverLimit;
    const [ownTime = 0, peersTime] = [own.at - cutAt, peers.at - cutAt].map(Math.round);
    console.log(`\n    cut: we go over after ${ownTime} ms, limit ${limit} ms; the peer after ${peersTime} ms`);
    assert.ok(ownTime <= limit + slack, `failover took ${ownTime} ms`);
    await this.#messages(200);
  }

  async mendPrimary(): Promise<void> {
    const { peer, links } = this.#failover;
    const returned = this.#nextPath(isAbout(links.peerAddresses[this.#primary], 'ACTIVE'));
    const mendedAt = performance.now();
    await peer.setLink(this.#primary, 'up');
    const back = await returned;
    const time = Math.round(back.at - mendedAt);
    console.log(`    up again: we go back after ${time} ms; limit ${returnLimit} ms`);
    assert.ok(time <= returnLimit + slack, `the return took ${time} ms`);
    const before = await this.#sentBytes();
    await this.#messages(300);
    const after = await this.#sentBytes();
    const [onPrimary, onOther] = [after.primary - before.primary, after.other - before.other];
    assert.ok(onPrimary > 10 * onOther, `sent ${onPrimary} bytes on the primary link, ${onOther} on the other`);
  }

  async mendLinks(): Promise<void> {
    await this.#failover.peer.setLink(this.#primary, 'up');
  }

  async #sentBytes(): Promise<{ readonly primary: number; readonly other: number }> {
    const { peer } = this.#failover;
    return {
      primary: await peer.sentBytes(this.#primary),
      other: await peer.sentBytes(this.#primary === 0 ? 1 : 0),
    };
  }

  async end(): Promise<void> {
    for (const command of [this.#own, this.#peers]) command.endInput();
    const [ownLines, peersLines] = await Promise.all([
      this.#own.success(deadline * 1000),
      this.#peers.success(deadline * 1000),
    ]);
    const summary = ownLines.find(({ event }) => event === 'summary');
    const end = peersLines.find(({ event }) => event === 'end');
    assert.is(summary?.messages, end?.in_messages, 'as many messages there as back');
    assert.is(end?.out_messages, end?.in_messages, 'as many messages back as there');
  }

  /** The next change of a path of ours that is meant. */
  #nextPath(isMeant: (line: Line) => boolean): Promise<Line> {
    const before = new Set(this.#own.lines);
    return this.#own.waitFor('path', patience, (line) => !before.has(line) && isMeant(line));
  }

  /** Waits until so many more messages have come. */
  async #messages(count: number): Promise<void> {
    const last = this.#own.lines.findLast(({ event }) => event === 'progress');
    const goal = Number(last?.messages ?? 0) + count;
    await this.#own.waitFor('progress', patience, ({ messages }) => Number(messages) >= goal);
  }
}

interface Path {
  readonly address: string;
  readonly state: string;
}

function pathsOf({ paths }: Line): readonly Path[] {
  return paths as Path[]; // as narrate.ts prints them
}

function isActive({ state }: Path): boolean {
  return state === 'ACTIVE';
}

/** The kernel writes an IPv4 address as one of IPv6 where a socket has both. */
function isAbout(address: string, state: string): (line: Line) => boolean {
  return (line) => String(line.address).replace('::ffff:', '') === address && line.state === state;
}
