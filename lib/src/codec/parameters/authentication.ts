import type { Parameter } from '../parameter.ts';
import type { TlvCodecs } from '../tlv.ts';
import { opaqueTlv, uint8ListTlv, uint16ListTlv } from '../tlv-codec.ts';

/** Parameters of RFC 4895 §3. */
export const authenticationParameterCodecs: Pick<
  TlvCodecs<Parameter>,
  'Random' | 'Chunk List' | 'Requested HMAC Algorithm'
> = {
  Random: opaqueTlv(
    0x8002,
    ({ random }) => random,
    (random) => ({ type: 'Random', random }),
  ),
  'Chunk List': uint8ListTlv(
    0x8003,
    ({ chunkTypes }) => chunkTypes,
    (chunkTypes) => ({ type: 'Chunk List', chunkTypes }),
  ),
  'Requested HMAC Algorithm': uint16ListTlv(
    0x8004,
    ({ hmacIds }) => hmacIds,
    (hmacIds) => ({ type: 'Requested HMAC Algorithm', hmacIds }),
  ),
};
