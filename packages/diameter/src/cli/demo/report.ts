import { formatMilliseconds, summarizeLatencies } from '../latencies.ts';
import type { LoadReport } from '../load.ts';
import { describeLoad } from '../load-report.ts';
import type { Passage } from './observation.ts';

/** What the demo has seen. */
export interface DemoResult {
  readonly passages: readonly Passage[];
  readonly streamCount: number;
  readonly load: LoadReport;
  /** The address that was lost, after how many answers, and how many packets with data went where before and after. */
  readonly failover: {
    readonly address: string;
    readonly after: number;
    readonly before: ReadonlyMap<string, number>;
    readonly since: ReadonlyMap<string, number>;
    /** Longest time without an answer, in ms. */
    readonly longestGap: number;
  };
  /** Requests that the server counted. */
  readonly served: number;
  readonly exitCode: number | null;
}

/** What happened, for people. */
export function describeDemo(result: DemoResult): string {
  const { passages, load, failover, streamCount, served } = result;
  const [before, since] = [load.times.slice(0, failover.after), load.times.slice(failover.after)];
  const isEnd = ({ text }: Passage) => /^(Disconnect|SHUTDOWN)/.test(text);
  const faults = listFaults(result);
  return [
    'Set-up and capabilities exchange',
    ...describePassages(passages.filter((passage) => !isEnd(passage))),
    'Credit control',
    ...describeLoad(load).map((line) => `  ${line}`),
    `  on ${streamCount} streams`,
    `Failover: after ${failover.after} answers nothing more went to ${failover.address} or came from there`,
    `  packets with requests before: ${describePackets(failover.before)}; since: ${describePackets(failover.since)}`,
    `  latency before: ${describeLatency(before)}; since: ${describeLatency(since)}`,
    `  longest time without an answer: ${formatMilliseconds(failover.longestGap)}`,
    `  the server received ${served} requests: each once`,
    'Disconnection',
    ...describePassages(passages.filter(isEnd)),
    ...(faults.length === 0 ? ['Both sides have ended gracefully.'] : faults),
  ].join('\n');
}

/** What did not go as it should; empty when all did. */
export function listFaults({ passages, load, failover, streamCount, served, exitCode }: DemoResult): string[] {
  const faults: string[] = [];
  const expect = (condition: boolean, fault: string) => {
    if (!condition) faults.push(fault);
  };
  const texts = new Set(passages.map(({ direction, text }) => `${direction} ${text}`));
  expect(load.failures === 0, `${load.failures} requests failed`);
  expect(load.times.length === load.requests, `${load.times.length} of ${load.requests} requests were answered`);
  expect(served === load.requests, `the server received ${served} requests, not ${load.requests}`);
  expect(streamCount > 1, `only ${streamCount} stream was used`);
  expect(
    [...failover.since].some(([address, count]) => address !== failover.address && count > 0),
    'there was no failover',
  );
  for (const message of [
    'in Capabilities-Exchange-Answer',
    'out Disconnect-Peer-Request',
    'in Disconnect-Peer-Answer',
  ]) {
    expect(texts.has(message), `there was no ${message}`);
  }
  expect(
    [...texts].some((text) => text.startsWith('out SHUTDOWN')),
    'the association was not shut down',
  );
  expect(exitCode === 0, `the server ended with exit code ${exitCode}`);
  return faults;
}

function describePassages(passages: readonly Passage[]): string[] {
  return passages.map(
    ({ time, direction, text }) =>
      `  ${formatMilliseconds(time).padStart(9)} ${direction === 'out' ? '-->' : '<--'} ${text}`,
  );
}

function describePackets(packets: ReadonlyMap<string, number>): string {
  return [...packets].map(([address, count]) => `${count} to ${address}`).join(', ');
}

function describeLatency(times: readonly number[]): string {
  const summary = summarizeLatencies(times);
  if (summary === undefined) return 'none';
  return `median ${formatMilliseconds(summary.median)}, p99 ${formatMilliseconds(summary.p99)}`;
}
