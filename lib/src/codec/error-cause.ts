import { asconfCauseCodecs } from './causes/asconf.ts';
import { causeCodecs } from './causes/general.ts';
import type { AddressParameter } from './parameter.ts';
import { TlvFamily } from './tlv.ts';

/** Every error cause, told apart by `type`. */
export type ErrorCause =
  | { readonly type: 'Invalid Stream Identifier'; readonly streamId: number }
  /** Parameter types that were missing. */
  | { readonly type: 'Missing Mandatory Parameter'; readonly parameterTypes: readonly number[] }
  /** `staleness` in microseconds. */
  | { readonly type: 'Stale Cookie'; readonly staleness: number }
  | { readonly type: 'Out of Resource' }
  /** `parameter` is the whole address parameter, as it was received. */
  | { readonly type: 'Unresolvable Address'; readonly parameter: Uint8Array }
  | { readonly type: 'Unrecognized Chunk Type'; readonly chunk: Uint8Array }
  | { readonly type: 'Invalid Mandatory Parameter' }
  | { readonly type: 'Unrecognized Parameters'; readonly parameters: Uint8Array }
  | { readonly type: 'No User Data'; readonly tsn: number }
  | { readonly type: 'Cookie Received While Shutting Down' }
  | { readonly type: 'Restart of an Association with New Addresses'; readonly addresses: readonly AddressParameter[] }
  | { readonly type: 'User-Initiated Abort'; readonly reason: Uint8Array }
  | { readonly type: 'Protocol Violation'; readonly additionalInformation: Uint8Array }
  | { readonly type: 'Request to Delete Last Remaining IP Address'; readonly parameter: Uint8Array }
  | { readonly type: 'Operation Refused Due to Resource Shortage'; readonly parameter: Uint8Array }
  | { readonly type: 'Request to Delete Source IP Address'; readonly parameter: Uint8Array }
  | { readonly type: 'Association Aborted Due to Illegal ASCONF-ACK' }
  | { readonly type: 'Request Refused - No Authorization'; readonly parameter: Uint8Array }
  | { readonly type: 'Unsupported HMAC Identifier'; readonly hmacId: number }
  | { readonly type: 'unknown'; readonly code: number; readonly value: Uint8Array };

const family = new TlvFamily<ErrorCause>({
  name: 'error cause',
  codecs: { ...causeCodecs, ...asconfCauseCodecs },
  unknown: {
    parts: (cause) => (cause.type === 'unknown' ? { number: cause.code, value: cause.value } : undefined),
    make: (code, value) => ({ type: 'unknown', code, value }),
  },
  // An ABORT whose cause says more than it has to is an ABORT all the same.
  hasExactLengths: false,
});

/**
 * The error causes between `offset` and `end`, all of the bytes by default. Their bytes are views.
 * @throws DecodeError
 */
export function decodeCauses(bytes: Uint8Array, offset = 0, end = bytes.length): readonly ErrorCause[] {
  return family.decodeList(bytes, offset, end);
}

/** The bytes of error causes in a row, each padded but the last. */
export function encodeCauses(causes: readonly ErrorCause[]): Uint8Array {
  const bytes = new Uint8Array(causesLength(causes));
  writeCauses(causes, bytes, 0);
  return bytes;
}

/** Length of what {@link encodeCauses} gives. */
export function causesLength(causes: readonly ErrorCause[]): number {
  return family.listLength(causes);
}

/** Writes what {@link encodeCauses} gives into other bytes. */
export function writeCauses(causes: readonly ErrorCause[], bytes: Uint8Array, offset: number): void {
  family.writeList(causes, bytes, offset);
}
