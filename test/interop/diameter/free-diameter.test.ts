import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import type { Command, Line } from '../command.ts';
import { canRunPeers, Peer } from '../peers.ts';
import { FreeDiameter } from './free-diameter.ts';

const patience = 20_000;
const requestCount = 10_000;
/** Two intervals of Tw, which is 6 s, and more; `USCTP_DIAMETER_SECONDS` chooses another time. */
const watchdogSeconds = Number(process.env.USCTP_DIAMETER_SECONDS ?? 14);

/** The kernel's SCTP leaves a path as quickly as ours. */
const quickKernel =
  'sysctl -qw net.sctp.rto_initial=200 net.sctp.rto_min=200 net.sctp.rto_max=800 net.sctp.pf_retrans=0';

if (canRunPeers()) {
  describe('freeDiameter over the kernel', (test) => {
    const peer = new Peer('lksctp', 'ix-diameter', '--freediameter');
    test.before.each(() => peer.up());
    test.after.each(() => peer.stopAll());
    test.after(() => peer.down());

    test('exchanges capabilities, watchdogs both ways, and is taken leave of with DPR', async () => {
      const freeDiameter = await started(peer, 'waits');
      const nodes = await opened(peer, 'calls');
      const open = await nodes.waitFor('open', patience, ({ node }) => node === 'host.example');
      const { capabilities } = open as Line & { readonly capabilities: Readonly<Record<string, unknown>> };
      assert.is(capabilities['Origin-Host'], 'peer.example');
      assert.equal(capabilities['Auth-Application-Id'], [0xffffffff]);
      await new Promise((resolve) => setTimeout(resolve, watchdogSeconds * 1000));
      await close(nodes);
      const least = Math.floor(watchdogSeconds / 8);
      const watchdogs = ['RCV from', 'SND to'] as const;
      const counts = watchdogs.map((way) => freeDiameter.count(way, 'host.example', 'Device-Watchdog-Answer'));
      assert.ok(counts[0] !== undefined && counts[1] !== undefined && counts[0] + counts[1] >= least, counts.join());
      assert.is(freeDiameter.count('RCV from', 'host.example', 'Disconnect-Peer-Request'), 1);
      assert.equal(
        eventsOf(nodes).filter((event) => ['suspect', 'failover', 'close'].includes(event)),
        ['close', 'close'],
      );
      console.log(`  watchdogs for ${watchdogSeconds} s: ${counts.join(' answers received, ')} sent by freeDiameter`);
    });

    test('relays 10,000 requests between two of our nodes', async () => {
      await started(peer, 'waits', { isQuiet: true });
      const nodes = await opened(peer, 'calls');
      nodes.say(`requests ${requestCount}`);
      const result = await nodes.waitFor('requests', 150_000);
      assert.equal([result.count, result.failures], [requestCount, []]);
      await close(nodes);
      const { duration, p99 } = result as Line & { readonly duration: number; readonly p99: number };
      console.log(`  ${Math.round((requestCount / duration) * 1000)} requests/s, p99 ${p99.toFixed(1)} ms`);
    });

    test('is killed and started again: requests go on as soon as it is back', async () => {
      const first = await started(peer, 'waits', { isQuiet: true });
      const nodes = await opened(peer, 'calls');
      nodes.say('requests 10');
      await nodes.waitFor('requests', patience);
      await first.end('KILL');
      await nodes.waitFor('close', patience, ({ node }) => node === 'client.example');
      const times = nodes.lines.length;
      await started(peer, 'waits', { isQuiet: true });
      await routed(nodes, times);
      nodes.say('requests 100');
      const result = await nodes.waitFor('requests', patience, (line) => nodes.lines.indexOf(line) >= times);
      assert.equal([result.count, result.failures], [100, []]);
      // Its Origin-State-Id is the time at which it was started.
      await nodes.waitFor('restart', patience, ({ node }) => node === 'client.example');
    });

    test('is reached over the second link while the first one is cut, and no request fails', async () => {
      await peer.runInGuest(quickKernel);
      await started(peer, 'waits', { isQuiet: true });
      const nodes = await opened(peer, 'calls');
      nodes.say('steady');
      await nodes.waitFor('progress', patience, ({ count }) => Number(count) >= 100);
      await peer.setLink(0, 'down');
      try {
        await new Promise((resolve) => setTimeout(resolve, 4000));
      } finally {
        await peer.setLink(0, 'up');
      }
      nodes.say('still');
      const { count, failures, longest } = await nodes.waitFor('steady', patience);
      assert.equal(failures, []);
      assert.ok(Number(longest) < 4000, `an answer took ${longest} ms`);
      assert.not.ok(eventsOf(nodes).includes('close'));
      await close(nodes);
      console.log(`  ${count} requests in turn, the longest took ${Number(longest).toFixed(0)} ms`);
    });

    test('calls us while we call it: one connection is left, and lasts', async () => {
      const nodes = peer.ours('diameter-nodes', 'both');
      await nodes.waitFor('listening', patience);
      await started(peer, 'calls', { isQuiet: true });
      await routed(nodes);
      nodes.say('requests 1000');
      const result = await nodes.waitFor('requests', patience);
      assert.equal([result.count, result.failures], [1000, []]);
      nodes.say('status');
      const { host } = (await nodes.waitFor('status', patience)) as Line & {
        readonly host: { readonly state: string };
      };
      assert.match(host.state, /^[IR]-Open$/);
      await close(nodes);
    });

    test('calls us, is answered, sends DPR when it is ended, and calls again', async () => {
      const nodes = peer.ours('diameter-nodes', 'listens');
      await nodes.waitFor('listening', patience);
      const first = await started(peer, 'calls');
      const open = await nodes.waitFor('open', patience, ({ node }) => node === 'host.example');
      assert.match(String(open.connection), 'sctp');
      await routed(nodes);
      nodes.say('requests 100');
      assert.is((await nodes.waitFor('requests', patience)).count, 100);
      await first.end('TERM');
      const { reason } = await nodes.waitFor('close', patience, ({ node }) => node === 'host.example');
      assert.equal(reason, { type: 'disconnected-by-peer', cause: 'REBOOTING' });
      const times = nodes.lines.length;
      await started(peer, 'calls');
      await nodes.waitFor(
        'open',
        patience,
        (line) => line.node === 'host.example' && nodes.lines.indexOf(line) >= times,
      );
      await close(nodes);
    });
  });
}

async function started(...options: ConstructorParameters<typeof FreeDiameter>): Promise<FreeDiameter> {
  const freeDiameter = new FreeDiameter(...options);
  await freeDiameter.started();
  return freeDiameter;
}

/** Our two nodes, both connected. */
async function opened(peer: Peer, role: 'calls'): Promise<Command> {
  const nodes = peer.ours('diameter-nodes', role);
  await routed(nodes);
  return nodes;
}

/** Waits until both nodes have opened their connections after `since`, and requests get through. */
async function routed(nodes: Command, since = 0): Promise<void> {
  const isNew = (line: Line) => nodes.lines.indexOf(line) >= since;
  for (const name of ['client.example', 'host.example']) {
    await nodes.waitFor('open', patience, (line) => line.node === name && isNew(line));
  }
  nodes.say('routed');
  await nodes.waitFor('routed', patience, isNew);
}

async function close(nodes: Command): Promise<void> {
  nodes.endInput();
  await nodes.success(patience);
}

function eventsOf(nodes: Command): string[] {
  return nodes.lines.map(({ event }) => String(event));
}
