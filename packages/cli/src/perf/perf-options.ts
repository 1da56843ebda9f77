import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Options } from 'usctp/core';
import { wholeNumber } from '../argument.ts';
import type { Event, Numbered } from '../event.ts';
import type { TestPlan } from './control.ts';
import { type PerfReport, ratesOf } from './perf-event.ts';
import type { Outcome } from './traffic.ts';

/** Where servers listen unless told otherwise. */
export const defaultPort = 5001;

/** What a client can ask of a test. */
export interface PlanOptions {
  readonly rtt?: true;
  readonly reverse?: true;
  readonly size?: number;
  readonly streams: number;
  readonly unordered?: true;
  readonly count?: number;
  /** In seconds. */
  readonly duration?: number;
}

/** Adds the options of {@link PlanOptions}. */
export function addPlanOptions(command: Command): Command {
  return command
    .addOption(new Option('--rtt', 'measure round trips instead of throughput').conflicts('reverse'))
    .option('--reverse', 'let the server send')
    .option('--duration <seconds>', 'how long to send (default: 10, without --count)', parseSeconds)
    .option('--count <number>', 'how many messages, or round trips', wholeNumber(1, 1e12))
    .option('--size <bytes>', 'of a message (default: 1024, 64 with --rtt)', wholeNumber(1, 2 ** 30))
    .option('--streams <number>', 'streams to use in turn', wholeNumber(1, 65535), 1)
    .option('--unordered', 'let messages overtake each other');
}

/** Adds `--interval`. */
export function addIntervalOption(command: Command): Command {
  return command.option('--interval <seconds>', 'between two lines of figures, 0 for none', parseSeconds, 1);
}

/** The test that is asked for, defaults put in: 10 s without `count` and `duration`. */
export function planOf({ rtt, reverse, size, streams, unordered, count, duration }: PlanOptions): TestPlan {
  return {
    test: rtt ? 'rtt' : 'throughput',
    direction: reverse ? 'reverse' : 'send',
    size: size ?? (rtt ? 64 : 1024),
    streams,
    unordered: unordered === true,
    count,
    duration: duration === undefined ? (count === undefined ? 10_000 : undefined) : duration * 1000,
  };
}

/** Why a side cannot take part in the test; undefined when it can. */
export function objectTo(
  { size, streams }: TestPlan,
  { maxMessageSize }: Options,
  outboundStreams: number,
): string | undefined {
  if (size > maxMessageSize) return `messages of ${size} bytes are larger than maxMessageSize ${maxMessageSize}`;
  return streams > outboundStreams ? `it has ${outboundStreams} streams to send on, not ${streams}` : undefined;
}

/** What tests report, with rates and the number of the association. */
export function perfReport(report: (event: Event) => void, numbered: Numbered = {}): PerfReport {
  return (event) => {
    if (event.event === 'interval') report({ ...numbered, ...event, ...ratesOf(event, event.end - event.start) });
    else if (event.event === 'summary') report({ ...numbered, ...event, ...ratesOf(event, event.duration) });
    else report({ ...numbered, ...event });
  };
}

/** Both sides' figures; `sender` says which side sent. */
export function reportOutcome(report: PerfReport, { sent, received }: Outcome, sender: 'local' | 'peer'): void {
  report({ event: 'summary', side: 'sender', by: sender, ...sent });
  report({ event: 'summary', side: 'receiver', by: sender === 'local' ? 'peer' : 'local', ...received });
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1e6) return value;
  throw new InvalidArgumentError('It takes seconds, in 0–1000000.');
}
