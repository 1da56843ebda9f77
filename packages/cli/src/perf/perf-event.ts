import type { createColors } from 'picocolors';
import { formatBytes, formatMessages, formatMilliseconds, formatNumber } from '../format.ts';
import type { Count } from '../tally.ts';
import type { Amount, TestPlan } from './control.ts';
import type { Interval } from './intervals.ts';
import type { Latencies } from './latency-histogram.ts';

type Colors = Pick<ReturnType<typeof createColors>, 'bold' | 'cyan' | 'dim'>;

/** What `usctp perf` tells. Times in ms, sizes in bytes, rates per second. */
export type PerfEvent =
  | ({ readonly event: 'test' } & TestPlan)
  | ({ readonly event: 'interval' } & Interval & Rates)
  | ({ readonly event: 'latency'; readonly count: number } & Partial<Latencies>)
  /** What one side sent or received in all, counted by this program (`local`) or by the other (`peer`). */
  | ({ readonly event: 'summary'; readonly side: 'sender' | 'receiver'; readonly by: 'local' | 'peer' } & Amount &
      Rates);

/** Takes what a test has to tell; an interval gets its rates there. */
export type PerfReport = (
  event: Extract<PerfEvent, { event: 'test' | 'latency' }> | ({ readonly event: 'interval' } & Interval) | Summary,
) => void;

type Summary = Omit<Extract<PerfEvent, { event: 'summary' }>, keyof Rates>;

/** Per second. */
export interface Rates {
  readonly messageRate: number;
  readonly byteRate: number;
}

/** Of nothing, or in no time, there is no rate: zero. */
export function ratesOf({ messages, bytes }: Count, duration: number): Rates {
  if (duration <= 0) return { messageRate: 0, byteRate: 0 };
  return { messageRate: (messages / duration) * 1000, byteRate: (bytes / duration) * 1000 };
}

/** As a line for people. */
export function formatPerf(event: PerfEvent, { bold, cyan, dim }: Colors): string {
  switch (event.event) {
    case 'test':
      return `${bold('test')} ${describeTest(event)}`;
    case 'interval':
      return `${dim(`${seconds(event.start)}–${seconds(event.end)} s`.padEnd(15))} ${formatAmount(event)}`;
    case 'latency':
      return `${bold('round trips')} ${formatLatencies(event, cyan)}`;
    case 'summary': {
      const verb = event.side === 'sender' ? 'sent' : 'received';
      const who = event.by === 'local' ? '' : dim(', by the peer');
      return `${bold(verb.padEnd(8))} ${`${seconds(event.duration)} s`.padEnd(6)} ${formatAmount(event)}${who}`;
    }
  }
}

function describeTest({ test, direction, size, streams, unordered, count, duration }: TestPlan): string {
  const what = test === 'rtt' ? 'round trips' : direction === 'send' ? 'client sends' : 'server sends';
  const limits = [
    ...(count === undefined ? [] : [formatMessages(count)]),
    ...(duration === undefined ? [] : [`${duration / 1000} s`]),
  ];
  const order = unordered ? ', unordered' : '';
  const over = `${formatNumber(streams)} ${streams === 1 ? 'stream' : 'streams'}`;
  return `${what}: ${limits.join(' or ')} of ${formatBytes(size)} on ${over}${order}`;
}

function formatAmount({ messages, bytes, messageRate, byteRate }: Count & Rates): string {
  const rate = `${formatBitRate(byteRate)}, ${formatNumber(messageRate)} messages/s`;
  return `${formatMessages(messages).padStart(16)} ${formatBytes(bytes).padStart(9)}  ${rate}`;
}

function formatLatencies(event: Extract<PerfEvent, { event: 'latency' }>, paint: (text: string) => string): string {
  const { count, min, mean, p50, p90, p99, p999, max } = event;
  const entries = Object.entries({ min, mean, p50, p90, p99, 'p99.9': p999, max });
  const times = entries.flatMap(([name, time]) =>
    time === undefined ? [] : [`${name} ${paint(formatMilliseconds(time))}`],
  );
  return [formatNumber(count), ...times].join(', ');
}

/** `98.4 Mbit/s`, `1.23 Gbit/s` */
function formatBitRate(bytesPerSecond: number): string {
  const megabits = (bytesPerSecond * 8) / 1e6;
  return megabits < 1000 ? `${megabits.toFixed(1)} Mbit/s` : `${(megabits / 1000).toFixed(2)} Gbit/s`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
