import { viewOf } from '../bytes.ts';
import { decodeIPv4, decodeIPv6, ipv4Length, ipv6Length, writeIPv4, writeIPv6 } from '../ip-address.ts';
import type { AddressParameter, Parameter } from '../parameter.ts';
import { type TlvCodecs, TlvFamily } from '../tlv.ts';
import { requireValue, uint16ListTlv } from '../tlv-codec.ts';

const addressCodecs: TlvCodecs<AddressParameter> = {
  'IPv4 Address': {
    number: 5,
    valueLength: () => ipv4Length,
    write: ({ ip }, bytes, offset) => writeIPv4(ip, bytes, offset),
    decode: (bytes, offset, end) => {
      requireValue(ipv4Length, offset, end);
      return { type: 'IPv4 Address', ip: decodeIPv4(bytes, offset) };
    },
  },
  'IPv6 Address': {
    number: 6,
    valueLength: () => ipv6Length,
    write: ({ ip }, bytes, offset) => writeIPv6(ip, bytes, offset),
    decode: (bytes, offset, end) => {
      requireValue(ipv6Length, offset, end);
      return { type: 'IPv6 Address', ip: decodeIPv6(bytes, offset) };
    },
  },
};

/** Lists of IPv4 and IPv6 Address parameters and nothing else: what may be nested in other parameters and causes. */
export const addresses = new TlvFamily<AddressParameter>({
  name: 'address parameter',
  codecs: addressCodecs,
  unknown: undefined,
  hasExactLengths: true,
});

/** The address parameter for an address of either family. */
export function addressParameter(ip: string): AddressParameter {
  return { type: ip.includes(':') ? 'IPv6 Address' : 'IPv4 Address', ip };
}

/** Parameters of RFC 9260 §3.3.2.1 that concern addresses. */
export const addressParameterCodecs: Pick<
  TlvCodecs<Parameter>,
  AddressParameter['type'] | 'Host Name Address' | 'Supported Address Types'
> = {
  ...addressCodecs,
  'Host Name Address': {
    number: 11,
    valueLength: ({ hostName }) => hostName.length,
    write: ({ hostName }, bytes, offset) => bytes.set(Buffer.from(hostName, 'latin1'), offset),
    decode: (bytes, offset, end) => ({ type: 'Host Name Address', hostName: decodeHostName(bytes, offset, end) }),
  },
  'Supported Address Types': uint16ListTlv(
    12,
    ({ addressTypes }) => addressTypes,
    (addressTypes) => ({ type: 'Supported Address Types', addressTypes }),
  ),
};

function decodeHostName(bytes: Uint8Array, offset: number, end: number): string {
  const name = viewOf(bytes, offset, end);
  return Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1');
}
