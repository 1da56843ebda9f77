import type { SendOptions } from './message.ts';

/** A copy of the data, so that the caller may go on using its own. @throws TypeError */
export function checkPayload(data: Uint8Array | string): Buffer {
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
    throw new TypeError(`a message is a Uint8Array or a string, not ${data === null ? 'null' : typeof data}`);
  }
  return Buffer.from(data);
}

/** @throws TypeError or RangeError that names the option; the stream is checked by the association. */
export function checkSendOptions({ stream, ppid, unordered, sackImmediately, priority, until }: SendOptions): void {
  if (stream !== undefined && typeof stream !== 'number')
    throw new TypeError(`stream is ${String(stream)}, not a number`);
  checkWholeNumber('ppid', ppid, 0xffffffff);
  checkWholeNumber('priority', priority, 0xffff);
  for (const [name, value] of Object.entries({ unordered, sackImmediately })) {
    if (value !== undefined && typeof value !== 'boolean') {
      throw new TypeError(`${name} is ${String(value)}; it takes true or false`);
    }
  }
  if (until !== undefined && until !== 'queued' && until !== 'sent' && until !== 'acknowledged') {
    throw new TypeError(`until is ${String(until)}; it takes queued, sent or acknowledged`);
  }
}

function checkWholeNumber(name: string, value: number | undefined, max: number): void {
  if (value === undefined) return;
  if (typeof value !== 'number') throw new TypeError(`${name} is ${String(value)}, not a number`);
  if (!(Number.isInteger(value) && value >= 0 && value <= max)) {
    throw new RangeError(`${name} ${value} is not a whole number in 0–${max}`);
  }
}
