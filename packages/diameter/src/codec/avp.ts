import { resultCode } from '../result-code.ts';
import {
  byteAt,
  greatestUint24,
  paddedLength,
  readUint24,
  readUint32,
  viewOf,
  writeUint24,
  writeUint32,
} from './bytes.ts';
import { DecodeError } from './fault.ts';

/** An attribute-value pair as it is on the wire (RFC 6733 §4.1); that it has a Vendor-ID is its V bit. */
export interface Avp {
  /** 0–4294967295. */
  readonly code: number;
  /** 1–4294967295; 0 for the AVPs of the IETF, which have no Vendor-ID field. */
  readonly vendorId: number;
  /** The M bit: who does not know the AVP has to refuse the message. */
  readonly isMandatory: boolean;
  /** The P bit, kept for end-to-end security; no longer used. */
  readonly isProtected: boolean;
  /** At most 16,777,207 bytes, four fewer with a Vendor-ID; without padding. A view of the message that it came in. */
  readonly data: Uint8Array;
}

/** The least that the data of an AVP can be long, in bytes; 0 where nothing is known of it. */
export type MinimumDataLength = (code: number, vendorId: number) => number;

const headerLength = 8;
const vendorHeaderLength = 12;
const flagV = 0x80;
const flagM = 0x40;
const flagP = 0x20;

/** Length of an AVP without its padding: what its length field says. */
function avpLength({ vendorId, data }: Avp): number {
  return (vendorId === 0 ? headerLength : vendorHeaderLength) + data.length;
}

/** Bytes that the AVPs take up, each with its padding. @throws RangeError for one longer than 24 bits can say */
export function avpsLength(avps: readonly Avp[]): number {
  let total = 0;
  for (const avp of avps) {
    const length = avpLength(avp);
    if (length > greatestUint24)
      throw new RangeError(`AVP ${avp.code} is ${length} bytes long, ${greatestUint24} at most`);
    total += paddedLength(length);
  }
  return total;
}

/** Writes the AVPs one after the other into bytes that are zero, as their padding is. */
export function writeAvps(avps: readonly Avp[], bytes: Uint8Array, offset: number): void {
  let at = offset;
  for (const avp of avps) {
    const { code, vendorId, isMandatory, isProtected, data } = avp;
    const length = avpLength(avp);
    const dataAt = at + length - data.length;
    writeUint32(bytes, at, code);
    bytes[at + 4] = (vendorId === 0 ? 0 : flagV) | (isMandatory ? flagM : 0) | (isProtected ? flagP : 0);
    writeUint24(bytes, at + 5, length);
    if (vendorId !== 0) writeUint32(bytes, at + 8, vendorId);
    bytes.set(data, dataAt);
    at += paddedLength(length);
  }
}

/** The AVPs as the data of a grouped one (RFC 6733 §4.4). @throws RangeError for one longer than 24 bits can say */
export function encodeAvps(avps: readonly Avp[]): Uint8Array {
  const bytes = new Uint8Array(avpsLength(avps));
  writeAvps(avps, bytes, 0);
  return bytes;
}

/**
 * Reads the AVPs from `offset` on into `avps`, so that those before a fault are known, too. The last one may lack its
 * padding, as in a group that a careless peer has made.
 * @throws DecodeError
 */
export function readAvps(bytes: Uint8Array, offset: number, avps: Avp[], minimumDataLength: MinimumDataLength): void {
  for (let at = offset; at < bytes.length; ) {
    const length = readLength(bytes, at, minimumDataLength);
    avps.push(readAvp(bytes, at, length));
    at += paddedLength(length);
  }
}

function readLength(bytes: Uint8Array, at: number, minimumDataLength: MinimumDataLength): number {
  const left = bytes.length - at;
  const length = readUint24(bytes, at + 5);
  const least = headerLengthAt(bytes, at);
  if (left >= least && length >= least && length <= left) return length;
  // RFC 6733 §7.1.5: the header, with zeros where it was cut, and the shortest data of its type. The header may end with
  // the message, but the memory behind it is another's.
  const header = new Uint8Array(vendorHeaderLength);
  header.set(bytes.subarray(at, at + least));
  const failed = readAvp(header, 0, least);
  const data = new Uint8Array(minimumDataLength(failed.code, failed.vendorId));
  const text = `AVP ${failed.code} of length ${length} where ${left} bytes are left`;
  throw new DecodeError(resultCode.invalidAvpLength, [{ ...failed, data }], text);
}

function readAvp(bytes: Uint8Array, at: number, length: number): Avp {
  const flags = byteAt(bytes, at + 4);
  return {
    code: readUint32(bytes, at),
    // Zero MUST NOT be sent (RFC 6733 §4.1.1), but says the same as no Vendor-ID: it is taken for that.
    vendorId: (flags & flagV) === 0 ? 0 : readUint32(bytes, at + 8),
    isMandatory: (flags & flagM) !== 0,
    isProtected: (flags & flagP) !== 0,
    data: viewOf(bytes, at + headerLengthAt(bytes, at), at + length),
  };
}

function headerLengthAt(bytes: Uint8Array, at: number): number {
  return (byteAt(bytes, at + 4) & flagV) === 0 ? headerLength : vendorHeaderLength;
}
