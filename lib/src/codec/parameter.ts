import type { ErrorCause } from './error-cause.ts';
import { addressParameterCodecs } from './parameters/address.ts';
import { asconfParameterCodecs } from './parameters/asconf.ts';
import { authenticationParameterCodecs } from './parameters/authentication.ts';
import { initParameterCodecs } from './parameters/init.ts';
import { reConfigParameterCodecs } from './parameters/re-config.ts';
import { type TlvCodecs, TlvFamily } from './tlv.ts';

/** An address, as INIT, INIT ACK and ASCONF list it (RFC 9260 §3.3.2.1.1, §3.3.2.1.2). */
export type AddressParameter =
  | { readonly type: 'IPv4 Address'; readonly ip: string }
  | { readonly type: 'IPv6 Address'; readonly ip: string };

/** Every chunk parameter, told apart by `type`. */
export type Parameter =
  | AddressParameter
  | { readonly type: 'State Cookie'; readonly cookie: Uint8Array }
  | { readonly type: 'Unrecognized Parameter'; readonly parameter: Uint8Array }
  /** `suggestedLifeSpanIncrement` in ms. */
  | { readonly type: 'Cookie Preservative'; readonly suggestedLifeSpanIncrement: number }
  /** Every byte of it, so with the null that ends a name: whatever it says, it is answered (§3.3.2.1.4). */
  | { readonly type: 'Host Name Address'; readonly hostName: string }
  /** Parameter types: 5 for IPv4, 6 for IPv6, 11 for host names. */
  | { readonly type: 'Supported Address Types'; readonly addressTypes: readonly number[] }
  | { readonly type: 'ECN Capable' }
  | { readonly type: 'Zero Checksum Acceptable'; readonly errorDetectionMethodId: number }
  | { readonly type: 'Random'; readonly random: Uint8Array }
  | { readonly type: 'Chunk List'; readonly chunkTypes: readonly number[] }
  | { readonly type: 'Requested HMAC Algorithm'; readonly hmacIds: readonly number[] }
  | { readonly type: 'Padding'; readonly paddingLength: number }
  | { readonly type: 'Supported Extensions'; readonly chunkTypes: readonly number[] }
  | { readonly type: 'Forward-TSN-Supported' }
  | { readonly type: 'Add IP Address'; readonly correlationId: number; readonly ip: string }
  | { readonly type: 'Delete IP Address'; readonly correlationId: number; readonly ip: string }
  | { readonly type: 'Error Cause Indication'; readonly correlationId: number; readonly causes: readonly ErrorCause[] }
  | { readonly type: 'Set Primary IP Address'; readonly correlationId: number; readonly ip: string }
  | { readonly type: 'Success Indication'; readonly correlationId: number }
  | { readonly type: 'Adaptation Layer Indication'; readonly adaptationCodePoint: number }
  | {
      readonly type: 'Outgoing SSN Reset Request';
      readonly requestSequenceNumber: number;
      readonly responseSequenceNumber: number;
      readonly lastAssignedTsn: number;
      /** Empty: all streams. */
      readonly streamIds: readonly number[];
    }
  | {
      readonly type: 'Incoming SSN Reset Request';
      readonly requestSequenceNumber: number;
      readonly streamIds: readonly number[];
    }
  | { readonly type: 'SSN/TSN Reset Request'; readonly requestSequenceNumber: number }
  | {
      readonly type: 'Re-configuration Response';
      readonly responseSequenceNumber: number;
      readonly result: number;
      /** With `receiversNextTsn`, only in the answer to an SSN/TSN reset. */
      readonly sendersNextTsn: number | undefined;
      readonly receiversNextTsn: number | undefined;
    }
  | {
      readonly type: 'Add Outgoing Streams Request';
      readonly requestSequenceNumber: number;
      readonly newStreams: number;
    }
  | {
      readonly type: 'Add Incoming Streams Request';
      readonly requestSequenceNumber: number;
      readonly newStreams: number;
    }
  | { readonly type: 'unknown'; readonly parameterType: number; readonly value: Uint8Array };

const codecs: TlvCodecs<Parameter> = {
  ...addressParameterCodecs,
  ...initParameterCodecs,
  ...authenticationParameterCodecs,
  ...asconfParameterCodecs,
  ...reConfigParameterCodecs,
};

const family = new TlvFamily<Parameter>({
  name: 'parameter',
  codecs,
  unknown: {
    parts: (parameter) =>
      parameter.type === 'unknown' ? { number: parameter.parameterType, value: parameter.value } : undefined,
    make: (parameterType, value) => ({ type: 'unknown', parameterType, value }),
  },
  hasExactLengths: true,
});

/**
 * The parameters between `offset` and `end`, all of the bytes by default. Their bytes are views.
 * @throws DecodeError also for a known parameter of a length that it cannot have.
 */
export function decodeParameters(bytes: Uint8Array, offset = 0, end = bytes.length): readonly Parameter[] {
  return family.decodeList(bytes, offset, end);
}

/** The bytes of parameters in a row, each padded but the last. */
export function encodeParameters(parameters: readonly Parameter[]): Uint8Array {
  const bytes = new Uint8Array(parametersLength(parameters));
  writeParameters(parameters, bytes, 0);
  return bytes;
}

/** Length of what {@link encodeParameters} gives. */
export function parametersLength(parameters: readonly Parameter[]): number {
  return family.listLength(parameters);
}

/** Writes what {@link encodeParameters} gives into other bytes. */
export function writeParameters(parameters: readonly Parameter[], bytes: Uint8Array, offset: number): void {
  family.writeList(parameters, bytes, offset);
}

/** The parameter's number: its Parameter Type field. */
export function parameterTypeNumber(parameter: Parameter): number {
  return parameter.type === 'unknown' ? parameter.parameterType : codecs[parameter.type].number;
}
