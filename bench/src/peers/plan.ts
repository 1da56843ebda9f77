/** The implementations that are measured. */
export const stackNames = ['usctp', 'usrsctp', 'sctp', 'werift', 'tcp'] as const;

export type StackName = (typeof stackNames)[number];

/** What is measured between two processes. */
const testNames = ['throughput', 'ping', 'setup', 'memory', 'diameter'] as const;

export type TestName = (typeof testNames)[number];

/** What one process of a measurement is told. Times in ms, sizes in bytes. */
export interface Plan {
  readonly stack: StackName;
  readonly side: 'server' | 'client';
  readonly test: TestName;
  readonly transport: 'raw' | 'udp' | 'tcp';
  readonly serverAddress: string;
  readonly clientAddress: string;
  /** SCTP or TCP port of the server. */
  readonly port: number;
  readonly serverUdpPort: number;
  readonly clientUdpPort: number;
  /** Of a message. */
  readonly size: number;
  /** Used in turn. */
  readonly streams: number;
  readonly unordered: boolean;
  readonly associations: number;
  /** The option of ours, in µs. */
  readonly busyPollMicroseconds: number;
  /** Before the measurement, from the first message on: CPU time of programs that compile as they run, else time. */
  readonly warmup: number;
  readonly duration: number;
}

/** The plan as arguments of a program, `key=value` each: what a program in C reads as easily as one in TypeScript. */
export function formatPlan(plan: Plan): string[] {
  return Object.entries(plan).map(([key, value]) => `${key}=${value}`);
}

/** @throws Error for an argument that is missing or no number where it should be one. */
export function parsePlan(args: readonly string[]): Plan {
  const values = new Map(args.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]));
  const text = (key: keyof Plan): string => {
    const value = values.get(key);
    if (value === undefined) throw new Error(`${key}= is missing`);
    return value;
  };
  const number = (key: keyof Plan): number => {
    const value = Number(text(key));
    if (!Number.isFinite(value)) throw new Error(`${key}=${text(key)} is no number`);
    return value;
  };
  return {
    stack: oneOf('stack', text('stack'), stackNames),
    side: oneOf('side', text('side'), ['server', 'client']),
    test: oneOf('test', text('test'), testNames),
    transport: oneOf('transport', text('transport'), ['raw', 'udp', 'tcp']),
    serverAddress: text('serverAddress'),
    clientAddress: text('clientAddress'),
    port: number('port'),
    serverUdpPort: number('serverUdpPort'),
    clientUdpPort: number('clientUdpPort'),
    size: number('size'),
    streams: number('streams'),
    unordered: text('unordered') === 'true',
    associations: number('associations'),
    busyPollMicroseconds: number('busyPollMicroseconds'),
    warmup: number('warmup'),
    duration: number('duration'),
  };
}

/** The value, when it is one of the names. @throws Error otherwise. */
export function oneOf<Name extends string>(what: string, value: string, names: readonly Name[]): Name {
  const name = names.find((candidate) => candidate === value);
  if (name === undefined) throw new Error(`${what} is ${value}; it takes ${names.join(', ')}`);
  return name;
}
