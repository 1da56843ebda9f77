import { isAscii, isUtf8 } from 'node:buffer';
import { bufferOf } from '../bytes.ts';
import { type Format, wrongLength, wrongValue } from './format.ts';

/** Bytes of any length. */
export const octetString: Format<Uint8Array> = {
  name: 'OctetString',
  minimumLength: 0,
  encode: (value) => value,
  decode: ({ data }) => data,
};

/** Text of any length. */
export const utf8String: Format<string> = {
  name: 'UTF8String',
  minimumLength: 0,
  encode(value) {
    const ascii = encodeAscii(value);
    if (ascii !== undefined) return ascii;
    if (/\p{Surrogate}/u.test(value)) throw new RangeError(`${JSON.stringify(value)} has half of a surrogate pair`);
    return new Uint8Array(Buffer.from(value));
  },
  decode(avp) {
    if (!isUtf8(avp.data)) throw wrongValue(avp, 'UTF8String');
    return bufferOf(avp.data).toString();
  },
};

/** The name of a host or of a realm in the DNS, in ASCII. */
export const diameterIdentity = asciiFormat('DiameterIdentity', /^[\w-]+(\.[\w-]+)*\.?$/);

/** Where a node is reached, as `aaa://host.example.com:3868;transport=sctp`. */
export const diameterUri = asciiFormat(
  'DiameterURI',
  /^aaas?:\/\/[\w-]+(\.[\w-]+)*(:\d{1,5})?(;transport=(tcp|sctp|udp))?(;protocol=(diameter|radius|tacacs\+))?$/,
);

/** A packet filter, as `permit in ip from any to 192.0.2.1`; its addresses and options are not looked at. */
export const ipFilterRule = asciiFormat('IPFilterRule', /^(permit|deny) (in|out) (ip|\d{1,3}) from [^ ].* to [^ ].*$/);

function asciiFormat(name: string, pattern: RegExp): Format<string> {
  return {
    name,
    minimumLength: 1,
    encode(value) {
      const bytes = pattern.test(value) ? encodeAscii(value) : undefined;
      if (bytes === undefined) throw new RangeError(`${JSON.stringify(value)} is no ${name}`);
      return bytes;
    },
    decode(avp) {
      if (avp.data.length === 0) throw wrongLength(avp, name);
      const text = isAscii(avp.data) ? bufferOf(avp.data).toString('latin1') : '';
      if (!pattern.test(text)) throw wrongValue(avp, name);
      return text;
    },
  };
}

/** Undefined for text of other characters. Without Buffer, which takes three times as long for a name. */
function encodeAscii(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return undefined;
    bytes[index] = code;
  }
  return bytes;
}
