import type { Avp } from '../codec/avp.ts';
import { DecodeError } from '../codec/fault.ts';
import type { Vocabulary } from '../codec/formats/format.ts';
import { resultCode } from '../result-code.ts';
import { type AvpDefinition, decodeAvp, encodeAvp, exampleOf, isAvpOf } from './avp-definition.ts';
import { AvpIndex } from './avp-index.ts';
import type { AvpsOf, Rule } from './rule.ts';

/** Which AVPs a command or a group has, in order; reads them into an object by name, and writes them from one. */
export class Grammar<const Rules extends readonly Rule[] = readonly Rule[]> {
  /** For a grammar that has these and more. */
  readonly rules: Rules;
  /** Whether it ends with `* [ AVP ]`: other AVPs are allowed. */
  readonly isOpen: boolean;
  readonly #index = new AvpIndex<Rule>();
  readonly #names: ReadonlySet<string>;

  constructor(rules: Rules, isOpen: boolean) {
    this.rules = rules;
    this.isOpen = isOpen;
    for (const rule of rules) this.#index.set(rule.definition, rule);
    this.#names = new Set(['AVP', ...rules.map(({ definition }) => definition.name)]);
  }

  /** @throws DecodeError with the first thing that is wrong */
  read(avps: readonly Avp[], vocabulary: Vocabulary): AvpsOf<Rules> {
    const values: Record<string, unknown> = {};
    const others: Avp[] = [];
    for (const avp of avps) {
      const rule = this.#index.find(avp.code, avp.vendorId);
      if (rule !== undefined) addValue(values, rule, avp, vocabulary);
      else {
        this.#acceptOther(avp, vocabulary);
        others.push(avp);
      }
    }
    this.#requireAll(values);
    if (others.length > 0) values.AVP = others;
    return values as AvpsOf<Rules>; // each rule has put there what its definition decodes
  }

  /** @throws TypeError or RangeError for values that are missing, unknown, or not of their format */
  write(values: AvpsOf<Rules>): Avp[] {
    const byName = values as Readonly<Record<string, unknown>>; // AvpsOf, for names that are known at run time
    for (const name of Object.keys(byName)) {
      if (!this.#names.has(name)) throw new TypeError(`${name} does not belong here`);
    }
    const avps: Avp[] = [];
    for (const { occurrence, definition } of this.rules) {
      const value = byName[definition.name];
      const isMissing = value === undefined || (occurrence === 'some' && !hasItems(value));
      if (!isMissing && (occurrence === 'required' || occurrence === 'optional')) {
        avps.push(encodeAvp(definition, value));
      } else if (!isMissing) {
        for (const one of requireArray(definition.name, value)) avps.push(encodeAvp(definition, one));
      } else if (occurrence === 'required' || occurrence === 'some') {
        throw new TypeError(`${definition.name} is missing`);
      }
    }
    return values.AVP === undefined ? avps : [...avps, ...values.AVP];
  }

  /** The AVPs that have to occur and do not. */
  missingFrom(avps: readonly Avp[]): readonly AvpDefinition[] {
    return this.rules
      .filter(({ occurrence }) => occurrence === 'required' || occurrence === 'some')
      .map(({ definition }) => definition)
      .filter((definition) => !avps.some((avp) => isAvpOf(definition, avp)));
  }

  /** The least that the data of one of its AVPs can be long; 0 for others. */
  minimumDataLength(code: number, vendorId: number): number {
    return this.#index.find(code, vendorId)?.definition.format.minimumLength ?? 0;
  }

  #acceptOther(avp: Avp, vocabulary: Vocabulary): void {
    vocabulary.accept(avp);
    if (this.isOpen || !avp.isMandatory) return;
    throw new DecodeError(resultCode.avpNotAllowed, [avp], `AVP ${avp.code} is not allowed here`);
  }

  #requireAll(values: Readonly<Record<string, unknown>>): void {
    for (const { occurrence, definition } of this.rules) {
      if (occurrence === 'optional' || occurrence === 'many' || values[definition.name] !== undefined) continue;
      throw new DecodeError(resultCode.missingAvp, [exampleOf(definition)], `${definition.name} is missing`);
    }
  }
}

function addValue(values: Record<string, unknown>, rule: Rule, avp: Avp, vocabulary: Vocabulary): void {
  const { occurrence, definition } = rule;
  const { name } = definition;
  const before = values[name];
  if (occurrence === 'many' || occurrence === 'some') {
    const value = decodeAvp(definition, avp, vocabulary);
    if (Array.isArray(before)) before.push(value);
    else values[name] = [value];
  } else if (before === undefined) {
    values[name] = decodeAvp(definition, avp, vocabulary);
  } else {
    throw new DecodeError(resultCode.avpOccursTooManyTimes, [avp], `${name} occurs more than once`);
  }
}

function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function requireArray(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} can occur several times: an array is wanted`);
  return value;
}
