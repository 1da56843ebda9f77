import { u16be, u32be } from 'buffer-layout';
import { DecodeError } from '../../errors.ts';
import type { ErrorCause } from '../error-cause.ts';
import { FixedPart } from '../fixed-part.ts';
import { addresses } from '../parameters/address.ts';
import type { TlvCodec, TlvCodecs } from '../tlv.ts';
import { decodeUint16List, emptyTlv, fixedTlv, opaqueTlv, requireValue, writeUint16List } from '../tlv-codec.ts';
import type { AsconfCauseType } from './asconf.ts';

/** Error causes of RFC 9260 §3.3.10 and RFC 4895 §4.1. */
export const causeCodecs: Omit<TlvCodecs<ErrorCause>, AsconfCauseType> = {
  'Invalid Stream Identifier': fixedTlv(1, 'Invalid Stream Identifier', [u16be('streamId'), u16be()]),
  'Missing Mandatory Parameter': missingMandatoryParameter(),
  'Stale Cookie': fixedTlv(3, 'Stale Cookie', [u32be('staleness')]),
  'Out of Resource': emptyTlv(4, { type: 'Out of Resource' }),
  'Unresolvable Address': opaqueTlv(
    5,
    ({ parameter }) => parameter,
    (parameter) => ({ type: 'Unresolvable Address', parameter }),
  ),
  'Unrecognized Chunk Type': opaqueTlv(
    6,
    ({ chunk }) => chunk,
    (chunk) => ({ type: 'Unrecognized Chunk Type', chunk }),
  ),
  'Invalid Mandatory Parameter': emptyTlv(7, { type: 'Invalid Mandatory Parameter' }),
  'Unrecognized Parameters': opaqueTlv(
    8,
    ({ parameters }) => parameters,
    (parameters) => ({ type: 'Unrecognized Parameters', parameters }),
  ),
  'No User Data': fixedTlv(9, 'No User Data', [u32be('tsn')]),
  'Cookie Received While Shutting Down': emptyTlv(10, { type: 'Cookie Received While Shutting Down' }),
  'Restart of an Association with New Addresses': {
    number: 11,
    valueLength: (cause) => addresses.listLength(cause.addresses),
    write: (cause, bytes, offset) => addresses.writeList(cause.addresses, bytes, offset),
    decode: (bytes, offset, end) => ({
      type: 'Restart of an Association with New Addresses',
      addresses: addresses.decodeList(bytes, offset, end),
    }),
  },
  'User-Initiated Abort': opaqueTlv(
    12,
    ({ reason }) => reason,
    (reason) => ({ type: 'User-Initiated Abort', reason }),
  ),
  'Protocol Violation': opaqueTlv(
    13,
    ({ additionalInformation }) => additionalInformation,
    (additionalInformation) => ({ type: 'Protocol Violation', additionalInformation }),
  ),
  'Unsupported HMAC Identifier': fixedTlv(0x0105, 'Unsupported HMAC Identifier', [u16be('hmacId')]),
};

function missingMandatoryParameter(): TlvCodec<Extract<ErrorCause, { type: 'Missing Mandatory Parameter' }>> {
  const count = new FixedPart([u32be('missingParams')]);
  return {
    number: 2,
    valueLength: ({ parameterTypes }) => count.span + 2 * parameterTypes.length,
    write: ({ parameterTypes }, bytes, offset) => {
      count.encode({ missingParams: parameterTypes.length }, bytes, offset);
      writeUint16List(parameterTypes, bytes, offset + count.span);
    },
    decode: (bytes, offset, end) => {
      requireValue(count.span, offset, end);
      const { missingParams } = count.decode(bytes, offset);
      const list = offset + count.span;
      if (list + 2 * missingParams > end) throw new DecodeError(`no room for ${missingParams} parameter types`);
      const parameterTypes = decodeUint16List(bytes, list, list + 2 * missingParams);
      return { type: 'Missing Mandatory Parameter', parameterTypes };
    },
  };
}
