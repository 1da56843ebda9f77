import type { Avp } from './avp.ts';

/** What is wrong with a message, as its answer says it (RFC 6733 §7). */
export interface Fault {
  /** One of `resultCode`. */
  readonly resultCode: number;
  /** What the AVP Failed-AVP of the answer holds: the offending AVPs, or an example of the missing one (§7.5). */
  readonly failedAvps: readonly Avp[];
  /** For people; the AVP Error-Message of the answer. */
  readonly text: string;
}

/**
 * Bytes that are no Diameter message, or AVPs that do not make up the command. Thrown and caught inside of codec and
 * dictionary alone: users get its fault as a value.
 */
export class DecodeError extends Error {
  readonly fault: Fault;

  constructor(resultCode: number, failedAvps: readonly Avp[], text: string) {
    super(text);
    this.name = 'DecodeError';
    this.fault = { resultCode, failedAvps, text };
  }
}
