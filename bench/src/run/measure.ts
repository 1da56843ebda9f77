import { fileURLToPath } from 'node:url';
import { formatPlan, type Plan, type StackName } from '../peers/plan.ts';
import { type Case, planOf } from './case.ts';
import type { Link } from './link.ts';
import type { Reading } from './measurement.ts';
import { PeerProcess, type Told } from './peer-process.ts';

const program = fileURLToPath(new URL('../peers/program.js', import.meta.url));
const startDeadline = 10_000;
/** For what comes after the time of the plan, in ms. */
const grace = 10_000;
/** What one set-up may take, in ms. */
const setUpDeadline = 5;
const firstPort = 5000;
const portCount = 10_000;

let measuredCount = 0;

/** Where and how long is measured. */
export interface Setting {
  readonly link: Link;
  /** Whether each side has a core of its own. */
  readonly isPinned: boolean;
  /** The program in C, where it could be built. */
  readonly usrsctp: string | undefined;
  /** In ms. */
  readonly warmup: number;
  readonly duration: number;
}

/** Runs one stack through a case, in two new processes. @throws Error when it does not get through. */
export async function measure(one: Case, stack: StackName, setting: Setting): Promise<Reading> {
  const { serverAddress, clientAddress } = setting.link;
  const { warmup, duration } = setting;
  // A port of its own: no packet of a process that was ended is taken for the next one's.
  const port = firstPort + (measuredCount % portCount);
  measuredCount += 1;
  const common = { serverAddress, clientAddress, port, warmup, duration };
  const started: PeerProcess[] = [];
  const start = (plan: Plan) => {
    const peer = new PeerProcess(commandOf(plan, setting));
    started.push(peer);
    return peer;
  };
  try {
    const server = start(planOf(one, stack, 'server', common));
    await server.next('listening', startDeadline);
    const plan = planOf(one, stack, 'client', common);
    const client = start(plan);
    const deadline = startDeadline + plan.warmup + duration + grace + one.associations * setUpDeadline;
    const fromClient = client.next(one.test, deadline);
    const needsServer = one.test === 'throughput' || one.test === 'memory';
    const [told, toldByServer] = await Promise.all([
      fromClient,
      needsServer ? server.next(one.test, deadline) : undefined,
    ]);
    return readingOf(one, told, toldByServer ?? told);
  } finally {
    await Promise.all(started.map((peer) => peer.kill()));
  }
}

function commandOf(plan: Plan, { link, isPinned, usrsctp }: Setting): string[] {
  const core = plan.side === 'server' ? '0' : '1';
  const pin = isPinned ? ['taskset', '-c', core] : [];
  const own = plan.stack === 'usrsctp' ? [usrsctp ?? ''] : [process.execPath, '--expose-gc', program];
  return [...link.prefix(plan.side), ...pin, ...own, ...formatPlan(plan)];
}

/** What the two sides tell, in the units that are shown. */
export function readingOf({ test, size }: Pick<Case, 'test' | 'size'>, client: Told, server: Told): Reading {
  const number = (told: Told, key: string): number => Number(told[key] ?? Number.NaN);
  const cpuEach = (told: Told) => (number(told, 'cpuSeconds') * 1e6) / number(told, 'count');
  switch (test) {
    case 'throughput': {
      const bytesPerSecond = number(server, 'bytes') / number(server, 'seconds');
      const costOf = (told: Told) => number(told, 'cpuSeconds') / (number(told, 'bytes') / 1e9);
      return {
        perSecond: bytesPerSecond / size,
        megabytesPerSecond: bytesPerSecond / 1e6,
        senderSecondsPerGigabyte: costOf(client),
        receiverSecondsPerGigabyte: costOf(server),
        ...delayOf('senderLoopDelay', client),
        ...delayOf('receiverLoopDelay', server),
      };
    }
    case 'ping':
    case 'diameter':
      return {
        perSecond: number(client, 'count') / number(client, 'seconds'),
        cpuMicrosecondsEach: cpuEach(client),
        p50: number(client, 'p50'),
        p99: number(client, 'p99'),
        p999: number(client, 'p999'),
      };
    case 'setup':
      return {
        perSecond: number(client, 'count') / number(client, 'seconds'),
        cpuMicrosecondsEach: cpuEach(client),
      };
    case 'memory':
      return {
        ...('heapPerAssociation' in server && { serverHeap: number(server, 'heapPerAssociation') }),
        serverResident: number(server, 'rssPerAssociation'),
        ...('heapPerAssociation' in client && { clientHeap: number(client, 'heapPerAssociation') }),
        clientResident: number(client, 'rssPerAssociation'),
      };
  }
}

function delayOf(key: 'senderLoopDelay' | 'receiverLoopDelay', { loopDelay }: Told): Reading {
  if (typeof loopDelay !== 'object' || loopDelay === null || !('p99' in loopDelay)) return {};
  return { [key]: Number(loopDelay.p99) };
}
