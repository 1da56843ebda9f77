import type { Plan, StackName, TestName } from '../peers/plan.ts';
import type { LinkName } from './link.ts';

/** A measurement that all stacks are put to, side by side. */
export interface Case {
  readonly test: TestName;
  readonly link: LinkName;
  readonly transport: 'raw' | 'udp';
  /** Of a message, in bytes. */
  readonly size: number;
  readonly streams: number;
  readonly unordered: boolean;
  /** Set-ups, or requests of Diameter, at once, where that is what is measured. */
  readonly associations: number;
  /** The option of ours, in µs. */
  readonly busyPollMicroseconds: number;
}

/** The case in words, without the test. */
export function describeCase({
  test,
  link,
  transport,
  size,
  streams,
  unordered,
  associations,
  busyPollMicroseconds,
}: Case): string {
  const where = `${transport} over ${link}${busyPollMicroseconds > 0 ? `, busyPollMicroseconds ${busyPollMicroseconds}` : ''}`;
  switch (test) {
    case 'throughput': {
      const how = `${streams === 1 ? '1 stream' : `${streams} streams`}, ${unordered ? 'unordered' : 'ordered'}`;
      return `${where}, ${size.toLocaleString('en')} bytes, ${how}`;
    }
    case 'ping':
      return `${where}, ${size} bytes, ${associations.toLocaleString('en')} associations`;
    case 'setup':
      return `${where}, ${associations} at once`;
    case 'memory':
      return `${where}, ${associations.toLocaleString('en')} idle associations`;
    case 'diameter':
      return `${where}, ${associations} at once`;
  }
}

/** Associations that npm's stacks can hold without losing themselves in timers. */
const fewAssociations = 100;

/** Whether a stack can be put to a case at all. */
export function canMeasure(stack: StackName, { test, transport, streams, unordered, associations }: Case): boolean {
  if (test === 'diameter') return stack === 'usctp' || stack === 'tcp';
  switch (stack) {
    case 'usctp':
    case 'usrsctp':
      return true;
    case 'sctp':
      if (transport === 'udp' || unordered) return false;
      return test === 'throughput' || test === 'setup' || (test === 'ping' && associations <= fewAssociations);
    case 'werift':
      if (transport === 'raw') return false;
      return test === 'throughput' || (test === 'ping' && associations <= fewAssociations);
    case 'tcp':
      return streams === 1 && !unordered && test !== 'memory';
  }
}

/** What a program in C takes to open its windows, in ms: nothing is compiled. */
const shortWarmup = 300;

/** A set-up runs more code than a message does, and there are fewer in a second: so much longer until it is compiled. */
const setUpWarmups = 4;

/** What one side of it is told. */
export function planOf(
  one: Case,
  stack: StackName,
  side: Plan['side'],
  common: Pick<Plan, 'serverAddress' | 'clientAddress' | 'port' | 'warmup' | 'duration'>,
): Plan {
  const { test, size, streams, unordered, associations, busyPollMicroseconds } = one;
  const transport = stack === 'tcp' ? 'tcp' : one.transport;
  const compiling = test === 'setup' ? setUpWarmups * common.warmup : common.warmup;
  const warmup = stack === 'usrsctp' ? Math.min(compiling, shortWarmup) : compiling;
  const udpPorts = { serverUdpPort: 20_000, clientUdpPort: 19_999 };
  const measured = { test, size, streams, unordered, associations, busyPollMicroseconds };
  return { stack, side, transport, ...measured, ...udpPorts, ...common, warmup };
}
