import { type Field, u16be, u32be } from 'buffer-layout';
import { FixedPart } from '../fixed-part.ts';
import type { Parameter } from '../parameter.ts';
import type { TlvCodec, TlvCodecs } from '../tlv.ts';
import { decodeUint16List, fixedTlv, requireValue, writeUint16List } from '../tlv-codec.ts';

/** Parameters of RE-CONFIG (RFC 6525 §4). */
export const reConfigParameterCodecs: Pick<
  TlvCodecs<Parameter>,
  | 'Outgoing SSN Reset Request'
  | 'Incoming SSN Reset Request'
  | 'SSN/TSN Reset Request'
  | 'Re-configuration Response'
  | 'Add Outgoing Streams Request'
  | 'Add Incoming Streams Request'
> = {
  'Outgoing SSN Reset Request': streamListTlv(13, 'Outgoing SSN Reset Request', [
    u32be('requestSequenceNumber'),
    u32be('responseSequenceNumber'),
    u32be('lastAssignedTsn'),
  ]),
  'Incoming SSN Reset Request': streamListTlv(14, 'Incoming SSN Reset Request', [u32be('requestSequenceNumber')]),
  'SSN/TSN Reset Request': fixedTlv(15, 'SSN/TSN Reset Request', [u32be('requestSequenceNumber')]),
  'Re-configuration Response': reConfigurationResponse(),
  'Add Outgoing Streams Request': fixedTlv(17, 'Add Outgoing Streams Request', [
    u32be('requestSequenceNumber'),
    u16be('newStreams'),
    u16be(),
  ]),
  'Add Incoming Streams Request': fixedTlv(18, 'Add Incoming Streams Request', [
    u32be('requestSequenceNumber'),
    u16be('newStreams'),
    u16be(),
  ]),
};

/** The codec of a request that ends in a list of streams. */
function streamListTlv<const Type extends string, Property extends string>(
  number: number,
  type: Type,
  fields: Field<Property>[],
): TlvCodec<{ readonly type: Type; readonly streamIds: readonly number[] } & { readonly [P in Property]: number }> {
  const fixedPart = new FixedPart(fields);
  return {
    number,
    valueLength: ({ streamIds }) => fixedPart.span + 2 * streamIds.length,
    write: (request, bytes, offset) => {
      fixedPart.encode(request, bytes, offset);
      writeUint16List(request.streamIds, bytes, offset + fixedPart.span);
    },
    decode: (bytes, offset, end) => {
      requireValue(fixedPart.span, offset, end);
      const streamIds = decodeUint16List(bytes, offset + fixedPart.span, end);
      return { type, ...fixedPart.decode(bytes, offset), streamIds };
    },
  };
}

/** Alone among parameters it has two lengths: with and without the two TSNs (RFC 6525 §4.4). */
function reConfigurationResponse(): TlvCodec<Extract<Parameter, { type: 'Re-configuration Response' }>> {
  const response = new FixedPart([u32be('responseSequenceNumber'), u32be('result')]);
  const tsns = new FixedPart([u32be('sendersNextTsn'), u32be('receiversNextTsn')]);
  return {
    number: 16,
    valueLength: ({ sendersNextTsn }) => response.span + (sendersNextTsn === undefined ? 0 : tsns.span),
    write: (parameter, bytes, offset) => {
      response.encode(parameter, bytes, offset);
      if (parameter.sendersNextTsn !== undefined) tsns.encode(parameter, bytes, offset + response.span);
    },
    decode: (bytes, offset, end) => {
      requireValue(response.span, offset, end);
      const hasTsns = end - offset >= response.span + tsns.span;
      const { sendersNextTsn, receiversNextTsn } = hasTsns
        ? tsns.decode(bytes, offset + response.span)
        : { sendersNextTsn: undefined, receiversNextTsn: undefined };
      return {
        type: 'Re-configuration Response',
        ...response.decode(bytes, offset),
        sendersNextTsn,
        receiversNextTsn,
      };
    },
  };
}
