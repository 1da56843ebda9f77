import { u32be } from 'buffer-layout';
import { DecodeError } from '../../errors.ts';
import { causesLength, decodeCauses, writeCauses } from '../error-cause.ts';
import { FixedPart } from '../fixed-part.ts';
import type { Parameter } from '../parameter.ts';
import type { TlvCodec, TlvCodecs } from '../tlv.ts';
import { fixedTlv, requireValue } from '../tlv-codec.ts';
import { addresses, addressParameter } from './address.ts';

const correlation = new FixedPart([u32be('correlationId')]);

/** Parameters of ASCONF and ASCONF-ACK (RFC 5061 §4.2). */
export const asconfParameterCodecs: Pick<
  TlvCodecs<Parameter>,
  'Add IP Address' | 'Delete IP Address' | 'Error Cause Indication' | 'Set Primary IP Address' | 'Success Indication'
> = {
  'Add IP Address': addressRequest(0xc001, (fields) => ({ type: 'Add IP Address', ...fields })),
  'Delete IP Address': addressRequest(0xc002, (fields) => ({ type: 'Delete IP Address', ...fields })),
  'Error Cause Indication': {
    number: 0xc003,
    valueLength: ({ causes }) => correlation.span + causesLength(causes),
    write: (parameter, bytes, offset) => {
      correlation.encode(parameter, bytes, offset);
      writeCauses(parameter.causes, bytes, offset + correlation.span);
    },
    decode: (bytes, offset, end) => {
      requireValue(correlation.span, offset, end);
      const causes = decodeCauses(bytes, offset + correlation.span, end);
      return { type: 'Error Cause Indication', ...correlation.decode(bytes, offset), causes };
    },
  },
  'Set Primary IP Address': addressRequest(0xc004, (fields) => ({ type: 'Set Primary IP Address', ...fields })),
  'Success Indication': fixedTlv(0xc005, 'Success Indication', [u32be('correlationId')]),
};

interface AddressRequest {
  readonly correlationId: number;
  readonly ip: string;
}

/** The codec of a request that is a correlation id and one address parameter. */
function addressRequest<T extends AddressRequest>(number: number, make: (fields: AddressRequest) => T): TlvCodec<T> {
  return {
    number,
    valueLength: ({ ip }) => correlation.span + addresses.length(addressParameter(ip)),
    write: (request, bytes, offset) => {
      correlation.encode(request, bytes, offset);
      addresses.write(addressParameter(request.ip), bytes, offset + correlation.span);
    },
    decode: (bytes, offset, end) => {
      requireValue(correlation.span, offset, end);
      const [parameter, ...others] = addresses.decodeList(bytes, offset + correlation.span, end);
      if (parameter === undefined || others.length > 0) throw new DecodeError('address request without one address');
      return make({ ...correlation.decode(bytes, offset), ip: parameter.ip });
    },
  };
}
