import { resultCode } from '../../result-code.ts';
import type { Avp } from '../avp.ts';
import { DecodeError } from '../fault.ts';

/** Which AVPs are known that no grammar names. */
export interface Vocabulary {
  /** @throws DecodeError for an AVP that is unknown and mandatory, or is known and wrong (RFC 6733 §4.1) */
  accept(avp: Avp): void;
  /** The same for the members of a group. @throws DecodeError for a group that is in too many others */
  within(group: Avp): Vocabulary;
}

/** How the data of an AVP are read and written (RFC 6733 §4.2, §4.3). */
export interface Format<Value> {
  /** As RFC 6733 has it. */
  readonly name: string;
  /** Bytes that every value has at least: an example of a missing AVP has so many zeros. */
  readonly minimumLength: number;
  /** @throws TypeError or RangeError for what the format cannot hold */
  encode(value: Value): Uint8Array;
  /**
   * `vocabulary` is for the members of a group; others have no use for it.
   * @throws DecodeError whose fault has the AVP
   */
  decode(avp: Avp, vocabulary: Vocabulary): Value;
}

/** The error for data that cannot be a value of the format because of their length (RFC 6733 §7.1.5). */
export function wrongLength(avp: Avp, format: string): DecodeError {
  const text = `AVP ${avp.code} has ${avp.data.length} bytes: no ${format}`;
  return new DecodeError(resultCode.invalidAvpLength, [avp], text);
}

/** The error for data that are no value of the format (RFC 6733 §7.1.5). */
export function wrongValue(avp: Avp, format: string): DecodeError {
  return new DecodeError(resultCode.invalidAvpValue, [avp], `AVP ${avp.code} is no ${format}`);
}
