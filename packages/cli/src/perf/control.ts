import type { Message } from 'usctp';

/** Payload protocol identifier of control messages, `perf` in ASCII. The traffic itself has 0. */
export const controlPpid = 0x70657266;

/** Of a control message, in bytes. */
const longestControl = 4096;

/** What a client asks for. Times in ms, sizes in bytes. */
export interface TestPlan {
  readonly test: 'throughput' | 'rtt';
  /** Who sends the traffic of a throughput test: the client (`send`) or the server (`reverse`). */
  readonly direction: 'send' | 'reverse';
  /** Of a message. */
  readonly size: number;
  /** Used in turn. */
  readonly streams: number;
  readonly unordered: boolean;
  /** Messages, or round trips; undefined: as many as the time allows. */
  readonly count: number | undefined;
  /** How long to send; undefined: until `count` is reached. */
  readonly duration: number | undefined;
}

/** What was sent or received: messages, bytes, and the ms from the first to the last. */
export interface Amount {
  readonly messages: number;
  readonly bytes: number;
  readonly duration: number;
}

/**
 * What the two ends tell each other, as JSON, in order on stream 0: `test` by the client first, `ready` or `refused` by the
 * server; then the traffic; `done` by its sender, with how many messages there were; `received` by the receiver, once it
 * has them all; `sent` by the sender. `stop` asks the sender to come to an end.
 */
export type Control =
  | ({ readonly control: 'test'; readonly version: 1 } & TestPlan)
  | { readonly control: 'ready' }
  | { readonly control: 'refused'; readonly reason: string }
  | { readonly control: 'done'; readonly messages: number }
  | ({ readonly control: 'received' } & Amount)
  | ({ readonly control: 'sent' } & Amount)
  | { readonly control: 'stop' };

/** The bytes of a control message, as text. */
export function encodeControl(control: Control): string {
  return JSON.stringify(control);
}

/** @throws Error when the message is no control message. */
export function decodeControl({ data }: Pick<Message, 'data'>): Control {
  if (data.length > longestControl) throw new Error(`a control message of ${data.length} bytes is too long`);
  const value = parse(data.toString());
  switch (value.control) {
    case 'test':
      return decodeTest(value);
    case 'ready':
    case 'stop':
      return { control: value.control };
    case 'refused':
      return { control: 'refused', reason: String(value.reason) };
    case 'done':
      return { control: 'done', messages: readCount(value, 'messages', 0) };
    case 'sent':
      return { control: 'sent', ...decodeAmount(value) };
    case 'received':
      return { control: 'received', ...decodeAmount(value) };
    default:
      throw new Error('the peer does not speak as `usctp perf` does');
  }
}

function decodeTest(value: Fields): Control {
  const { version, test, direction, unordered } = value;
  if (version !== 1) throw new Error(`the peer speaks version ${version}: this is version 1`);
  if (test !== 'throughput' && test !== 'rtt') throw new Error(`there is no test ${test}`);
  if (direction !== 'send' && direction !== 'reverse') throw new Error(`there is no direction ${direction}`);
  const count = value.count === undefined ? undefined : readCount(value, 'count', 1);
  const duration = value.duration === undefined ? undefined : readDuration(value);
  if (count === undefined && duration === undefined) throw new Error('the test has no end');
  const size = readCount(value, 'size', 1);
  const streams = readCount(value, 'streams', 1);
  return {
    control: 'test',
    version,
    test,
    direction,
    size,
    streams,
    unordered: unordered === true,
    count,
    duration,
  };
}

function decodeAmount(value: Fields): Amount {
  return {
    messages: readCount(value, 'messages', 0),
    bytes: readCount(value, 'bytes', 0),
    duration: readDuration(value),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // No JSON: no control message either.
  }
  return {};
}

function readCount(fields: Fields, name: string, least: number): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${name} is ${JSON.stringify(value)}; it takes a whole number from ${least} on`);
}

function readDuration({ duration }: Fields): number {
  if (typeof duration === 'number' && Number.isFinite(duration) && duration >= 0) return duration;
  throw new Error(`duration is ${JSON.stringify(duration)}; it takes a number from 0 on`);
}
