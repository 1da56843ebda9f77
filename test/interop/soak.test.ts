import * as assert from 'uvu/assert';
import { describe } from '../helpers/describe.ts';
import type { Line } from './command.ts';
import { canRunPeers, nextPort, Peer } from './peers.ts';

const patience = 20_000;
const duration = 60_000;
/** From when on memory has to be stable, in ms, and until when its measure is taken. */
const warmUp = duration / 3;
const measureEnd = (2 * duration) / 3;
/** What memory may still rise by, in bytes: buffers are full at one time, and empty at another. */
const heapTolerance = 8 * 2 ** 20;
const rssTolerance = 24 * 2 ** 20;
/** `USCTP_SEED=n` chooses other losses on the way to usrsctp; the kernel of its peer chooses its own. */
const { USCTP_SEED = '1' } = process.env;
const traffic = ['--endless', '--size', '1-20000', '--streams', '10'];

if (canRunPeers()) {
  describe('60 s of load with 2 % loss both ways', (test) => {
    const kernel = new Peer('lksctp', 'ix-soak');
    const usrsctp = new Peer('usrsctp', 'ix-soak-u');
    test.before.each(async () => {
      await Promise.all([kernel.up(), usrsctp.up()]);
      await kernel.runInGuest('impair eth0 out loss 2% && impair eth0 in loss 2%');
    });
    test.after.each(async () => {
      await Promise.all([kernel.stopAll(), usrsctp.stopAll()]);
    });
    test.after(async () => {
      await Promise.all([kernel.down(), usrsctp.down()]);
    });

    test(`the kernel and usrsctp at the same time: all comes back, memory is stable, seed ${USCTP_SEED}`, async () => {
      const loss = ['--loss', '0.02', '--seed', USCTP_SEED];
      await Promise.all([
        soak('the kernel', kernel, ['192.0.2.1', '192.0.2.2']),
        soak('usrsctp', usrsctp, ['192.0.2.129', '192.0.2.130'], loss),
      ]);
    });
  });
}

async function soak(
  name: string,
  peer: Peer,
  [local, remote]: [string, string],
  options: string[] = [],
): Promise<void> {
  const port = ['--port', `${nextPort()}`];
  const peers = peer.program('server', '--once', '1', '--verify', '--bind', remote, ...port, '--mixed', ...traffic);
  await peers.waitFor('listening', patience);
  const addresses = ['--address', remote, '--local-address', local];
  const limits = ['--shutdown', '--deadline', '120', '--linger', '4'];
  const own = peer.ours('echo-client', ...addresses, ...port, ...limits, ...traffic, ...options);
  const { at: start } = await own.waitFor('connected', patience);
  await own.waitFor('progress', duration + patience, ({ at }) => at - start >= duration);
  own.endInput();
  const [lines, peerLines] = await Promise.all([own.success(2 * duration), peers.success(2 * duration)]);
  const summary = lines.find(({ event }) => event === 'summary');
  const end = peerLines.find(({ event }) => event === 'end');
  assert.is(end?.in_messages, summary?.messages, `messages that ${name} received`);
  const memory = lines.filter(({ event }) => event === 'memory').map((line) => ({ ...line, at: line.at - start }));
  console.log(`\n    ${name}: ${summary?.messages} messages, ${summary?.bytes} bytes in ${summary?.seconds} s`);
  assertStable(`heap, ${name}`, memory, 'heap', heapTolerance);
  assertStable(`resident memory, ${name}`, memory, 'rss', rssTolerance);
}

/** Compares the most of the last third of the time with the most of the second. */
function assertStable(what: string, samples: readonly Line[], member: string, tolerance: number): void {
  const most = (from: number, to: number) =>
    Math.max(...samples.filter(({ at }) => at >= from && at < to).map((sample) => Number(sample[member])));
  const [before, after] = [most(warmUp, measureEnd), most(measureEnd, Number.POSITIVE_INFINITY)];
  const megabytes = [before, after].map((bytes) => Math.round(bytes / 1e5) / 10);
  console.log(`    ${what}: ${megabytes.join(' MB, then ')} MB`);
  assert.ok(after <= before + tolerance, `${what} grows: ${megabytes.join(' MB, then ')} MB`);
}
