import { SctpError } from '../errors.ts';
import type { OutboundMessage } from '../sending/outbound-message.ts';
import type { SendOptions } from './message.ts';

/** Stream identifiers that an association can have (RFC 9260 §3.3.2). */
const maxStreams = 65_535;

/**
 * The message as it goes to the core: with a copy of the data, so that the caller may go on using its own.
 * @throws TypeError or RangeError that names the option; stream and length are checked by the association.
 */
export function outboundMessageOf(
  data: Uint8Array | string,
  options: SendOptions,
  now: number,
): Omit<OutboundMessage, 'id'> {
  const { stream = 0, ppid = 0, unordered = false, sackImmediately = false, priority = 0 } = options;
  checkSendOptions(options);
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
    throw new TypeError(`a message is a Uint8Array or a string, not ${data === null ? 'null' : typeof data}`);
  }
  const { lifetime, maxRetransmissions, until } = options;
  return {
    data: Buffer.from(data),
    streamId: stream,
    ppid,
    unordered,
    sackImmediately,
    priority,
    expiresAt: lifetime === undefined ? undefined : now + lifetime,
    maxRetransmissions,
    isSentReported: until === 'sent',
  };
}

function checkSendOptions(options: SendOptions): void {
  const { stream, ppid, unordered, sackImmediately, priority, lifetime, maxRetransmissions, until } = options;
  if (stream !== undefined && typeof stream !== 'number')
    throw new TypeError(`stream is ${String(stream)}, not a number`);
  checkWholeNumber('ppid', ppid, 0xffffffff);
  checkWholeNumber('priority', priority, 0xffff);
  checkWholeNumber('maxRetransmissions', maxRetransmissions, 0xffffffff);
  checkBoolean('unordered', unordered);
  checkBoolean('sackImmediately', sackImmediately);
  if (lifetime !== undefined && typeof lifetime !== 'number') {
    throw new TypeError(`lifetime is ${String(lifetime)}, not a number`);
  }
  if (lifetime !== undefined && !(lifetime > 0)) {
    throw new RangeError(`lifetime ${lifetime} is not a number of ms above 0`);
  }
  if (until !== undefined && until !== 'queued' && until !== 'sent' && until !== 'acknowledged') {
    throw new TypeError(`until is ${String(until)}; it takes queued, sent or acknowledged`);
  }
}

function checkBoolean(name: string, value: boolean | undefined): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new TypeError(`${name} is ${String(value)}; it takes true or false`);
  }
}

function checkWholeNumber(name: string, value: number | undefined, max: number): void {
  if (value === undefined) return;
  if (typeof value !== 'number') throw new TypeError(`${name} is ${String(value)}, not a number`);
  if (!(Number.isInteger(value) && value >= 0 && value <= max)) {
    throw new RangeError(`${name} ${value} is not a whole number in 0–${max}`);
  }
}

/**
 * Checks the identifier of a stream that has at least one side, where `count` is the number of streams, or 0 while or
 * once that is not known.
 * @throws SctpError `ERR_SCTP_INVALID_STREAM`.
 */
export function checkStreamId(id: number, count: number): void {
  const last = (count === 0 ? maxStreams : count) - 1;
  if (Number.isInteger(id) && id >= 0 && id <= last) return;
  throw new SctpError('ERR_SCTP_INVALID_STREAM', `stream ${String(id)} is not in 0–${last}`);
}
