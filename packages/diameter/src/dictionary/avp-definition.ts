import type { Avp } from '../codec/avp.ts';
import { DecodeError } from '../codec/fault.ts';
import type { Format, Vocabulary } from '../codec/formats/format.ts';
import { resultCode } from '../result-code.ts';

/** What is known of an AVP: one name stands for a code, a vendor and a type. */
export interface AvpDefinition<Name extends string = string, Value = unknown> {
  /** As the RFC writes it: `Session-Id`. */
  readonly name: Name;
  /** 1–4294967295. */
  readonly code: number;
  /** 0: the AVP is one of the IETF, and has no Vendor-ID. */
  readonly vendorId: number;
  /** Whether the M bit has to be set; it is set in what we send only where it must (RFC 6733 §4.1). */
  readonly mandatory: 'must' | 'may' | 'must-not';
  readonly format: Format<Value>;
}

/** What most AVPs have no need to say. */
export interface AvpOptions {
  /** Enterprise number of who has defined the AVP, 1–4294967295; default 0, the IETF. */
  readonly vendorId?: number;
  /** Whether the M bit has to be set; default `must`. */
  readonly mandatory?: 'must' | 'may' | 'must-not';
}

/** Describes an AVP. @throws RangeError for a code or a vendor of more than 32 bits */
export function defineAvp<const Name extends string, Value>(
  name: Name,
  code: number,
  format: Format<Value>,
  { vendorId = 0, mandatory = 'must' }: AvpOptions = {},
): AvpDefinition<Name, Value> {
  for (const number of [code, vendorId]) {
    if (!(Number.isInteger(number) && number >= 0 && number <= 0xffffffff)) {
      throw new RangeError(`${name}: ${number} is no code or vendor: 0–4294967295`);
    }
  }
  return { name, code, vendorId, mandatory, format };
}

/** The value as an AVP. @throws TypeError or RangeError for one that its format cannot hold; the message has the name */
export function encodeAvp<Value>(definition: AvpDefinition<string, Value>, value: Value): Avp {
  const { name, code, vendorId, mandatory, format } = definition;
  try {
    return { code, vendorId, isMandatory: mandatory === 'must', isProtected: false, data: format.encode(value) };
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${name}: ${error.message}`, { cause: error });
    if (error instanceof TypeError) throw new TypeError(`${name}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The value of an AVP of this definition. @throws DecodeError for flags that it may not have, and for wrong data */
export function decodeAvp<Value>(definition: AvpDefinition<string, Value>, avp: Avp, vocabulary: Vocabulary): Value {
  const { name, mandatory, format } = definition;
  if (mandatory !== 'may' && avp.isMandatory !== (mandatory === 'must')) {
    throw new DecodeError(resultCode.invalidAvpBits, [avp], `${name} ${mandatory} have the M bit`);
  }
  return format.decode(avp, vocabulary);
}

/** Whether the AVP is one of this definition; whether it is sound is another matter. */
export function isAvpOf({ code, vendorId }: AvpDefinition, avp: Avp): boolean {
  return avp.code === code && avp.vendorId === vendorId;
}

/** What stands in Failed-AVP for an AVP that is missing: zeros, as few as its type allows (RFC 6733 §7.1.5). */
export function exampleOf({ code, vendorId, mandatory, format }: AvpDefinition): Avp {
  const data = new Uint8Array(format.minimumLength);
  return { code, vendorId, isMandatory: mandatory === 'must', isProtected: false, data };
}
