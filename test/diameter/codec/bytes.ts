import type { Avp } from '@usctp/diameter';

/** Bytes that are written in hexadecimal, with spaces where they help. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** An AVP of the IETF with the M bit, but for what the test says. */
export function avp(code: number, data: Uint8Array, change: Partial<Avp> = {}): Avp {
  return { code, vendorId: 0, isMandatory: true, isProtected: false, data, ...change };
}
