import type { ErrorCause } from '../error-cause.ts';
import type { TlvCodecs } from '../tlv.ts';
import { emptyTlv, opaqueTlv } from '../tlv-codec.ts';

/** The error causes that RFC 5061 adds. */
export type AsconfCauseType =
  | 'Request to Delete Last Remaining IP Address'
  | 'Operation Refused Due to Resource Shortage'
  | 'Request to Delete Source IP Address'
  | 'Association Aborted Due to Illegal ASCONF-ACK'
  | 'Request Refused - No Authorization';

/** Error causes of RFC 5061 §4.3. */
export const asconfCauseCodecs: Pick<TlvCodecs<ErrorCause>, AsconfCauseType> = {
  'Request to Delete Last Remaining IP Address': opaqueTlv(
    0x00a0,
    ({ parameter }) => parameter,
    (parameter) => ({ type: 'Request to Delete Last Remaining IP Address', parameter }),
  ),
  'Operation Refused Due to Resource Shortage': opaqueTlv(
    0x00a1,
    ({ parameter }) => parameter,
    (parameter) => ({ type: 'Operation Refused Due to Resource Shortage', parameter }),
  ),
  'Request to Delete Source IP Address': opaqueTlv(
    0x00a2,
    ({ parameter }) => parameter,
    (parameter) => ({ type: 'Request to Delete Source IP Address', parameter }),
  ),
  'Association Aborted Due to Illegal ASCONF-ACK': emptyTlv(0x00a3, {
    type: 'Association Aborted Due to Illegal ASCONF-ACK',
  }),
  'Request Refused - No Authorization': opaqueTlv(
    0x00a4,
    ({ parameter }) => parameter,
    (parameter) => ({ type: 'Request Refused - No Authorization', parameter }),
  ),
};
