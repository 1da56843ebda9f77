import type { Avp } from '../codec/avp.ts';
import { DecodeError } from '../codec/fault.ts';
import type { Vocabulary } from '../codec/formats/format.ts';
import { resultCode } from '../result-code.ts';

/** More than the groups of any application need. */
const deepestNesting = 16;

/**
 * The AVPs of a dictionary within so many groups. A group with room for any AVP has room for one like itself: without a
 * limit, one message of nothing but headers would take all of the stack.
 */
export class NestedVocabulary implements Vocabulary {
  readonly #judge: (avp: Avp, vocabulary: Vocabulary) => void;
  readonly #depth: number;

  /** `judge` throws a DecodeError for an AVP that is not accepted. */
  constructor(judge: (avp: Avp, vocabulary: Vocabulary) => void, depth = 0) {
    this.#judge = judge;
    this.#depth = depth;
  }

  accept(avp: Avp): void {
    this.#judge(avp, this);
  }

  within(group: Avp): Vocabulary {
    if (this.#depth < deepestNesting) return new NestedVocabulary(this.#judge, this.#depth + 1);
    const text = `AVP ${group.code} is in ${deepestNesting} other groups, which is the limit`;
    throw new DecodeError(resultCode.invalidAvpValue, [{ ...group, data: new Uint8Array(0) }], text);
  }
}
