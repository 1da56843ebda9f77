import { type Avp, encodeAvps, readAvps } from '../codec/avp.ts';
import { DecodeError } from '../codec/fault.ts';
import type { Format, Vocabulary } from '../codec/formats/format.ts';
import { Grammar } from './grammar.ts';
import type { AvpsOf, Rule } from './rule.ts';

/** An AVP whose data are AVPs by a grammar. */
export class GroupedFormat<const Rules extends readonly Rule[] = readonly Rule[]> implements Format<AvpsOf<Rules>> {
  readonly name = 'Grouped';
  /** RFC 6733 §7.1.5: the header alone is a sufficient example. */
  readonly minimumLength = 0;
  readonly grammar: Grammar<Rules>;

  constructor(grammar: Grammar<Rules>) {
    this.grammar = grammar;
  }

  encode(value: AvpsOf<Rules>): Uint8Array {
    if (typeof value !== 'object') throw new TypeError(`${String(value)} is no group of AVPs`);
    return encodeAvps(this.grammar.write(value));
  }

  decode(avp: Avp, vocabulary: Vocabulary): AvpsOf<Rules> {
    try {
      const avps: Avp[] = [];
      readAvps(avp.data, 0, avps, (code, vendorId) => this.grammar.minimumDataLength(code, vendorId));
      return this.grammar.read(avps, vocabulary.within(avp));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const { resultCode, failedAvps, text } = error.fault;
      // RFC 6733 §7.5: the group with the offending AVP alone shows where that was.
      throw new DecodeError(resultCode, [{ ...avp, data: encodeAvps(failedAvps) }], text);
    }
  }
}

/** A group whose definition ends with `* [ AVP ]`. */
export function grouped<const Rules extends readonly Rule[]>(rules: Rules): GroupedFormat<Rules> {
  return new GroupedFormat(new Grammar(rules, true));
}

/** A group that has these AVPs and no others: one with the M bit is refused with 5008. */
export function closedGroup<const Rules extends readonly Rule[]>(rules: Rules): GroupedFormat<Rules> {
  return new GroupedFormat(new Grammar(rules, false));
}
