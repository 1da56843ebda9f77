import { u32be } from 'buffer-layout';
import type { Parameter } from '../parameter.ts';
import type { TlvCodecs } from '../tlv.ts';
import { emptyTlv, fixedTlv, opaqueTlv, uint8ListTlv } from '../tlv-codec.ts';

/**
 * Parameters of INIT and INIT ACK other than addresses and authentication: RFC 9260 §3.3.2.1 and §3.3.3.1,
 * RFC 3758 §3.1, RFC 4820 §4, RFC 5061 §4.2.6 and §4.2.7, RFC 9653 §4.
 */
export const initParameterCodecs: Pick<
  TlvCodecs<Parameter>,
  | 'State Cookie'
  | 'Unrecognized Parameter'
  | 'Cookie Preservative'
  | 'ECN Capable'
  | 'Zero Checksum Acceptable'
  | 'Padding'
  | 'Supported Extensions'
  | 'Forward-TSN-Supported'
  | 'Adaptation Layer Indication'
> = {
  'State Cookie': opaqueTlv(
    7,
    ({ cookie }) => cookie,
    (cookie) => ({ type: 'State Cookie', cookie }),
  ),
  'Unrecognized Parameter': opaqueTlv(
    8,
    ({ parameter }) => parameter,
    (parameter) => ({ type: 'Unrecognized Parameter', parameter }),
  ),
  'Cookie Preservative': fixedTlv(9, 'Cookie Preservative', [u32be('suggestedLifeSpanIncrement')]),
  'ECN Capable': emptyTlv(0x8000, { type: 'ECN Capable' }),
  'Zero Checksum Acceptable': fixedTlv(0x8001, 'Zero Checksum Acceptable', [u32be('errorDetectionMethodId')]),
  Padding: {
    number: 0x8005,
    valueLength: ({ paddingLength }) => paddingLength,
    write: ({ paddingLength }, bytes, offset) => {
      bytes.fill(0, offset, offset + paddingLength);
    },
    decode: (_bytes, offset, end) => ({ type: 'Padding', paddingLength: end - offset }),
  },
  'Supported Extensions': uint8ListTlv(
    0x8008,
    ({ chunkTypes }) => chunkTypes,
    (chunkTypes) => ({ type: 'Supported Extensions', chunkTypes }),
  ),
  'Forward-TSN-Supported': emptyTlv(0xc000, { type: 'Forward-TSN-Supported' }),
  'Adaptation Layer Indication': fixedTlv(0xc006, 'Adaptation Layer Indication', [u32be('adaptationCodePoint')]),
};
