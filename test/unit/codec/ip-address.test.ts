import { decodeParameters, encodeParameters } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { commonPrefixLength } from '../../../lib/src/codec/ip-address.ts';
import { describe } from '../../helpers/describe.ts';
import { fromHex, toHex } from './hex.ts';

/** Bytes and text of IPv6 addresses, with the rules of RFC 5952 that they show. */
const canonical: readonly (readonly [hex: string, text: string])[] = [
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000000000001', '::1'],
  ['20010db8000000000000000000000000', '2001:db8::'],
  ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ['20010000000000010000000000000001', '2001:0:0:1::1'],
  ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ['20010db8aaaabbbbccccddddeeee0001', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:1'],
  ['00000000000000000000ffffc0000201', '::ffff:c000:201'],
  ['00010000000000000000000000000000', '1::'],
];

describe('IPv6 addresses', (test) => {
  for (const [hex, text] of canonical) {
    test(`${text} is the canonical text, and its bytes are found again`, () => {
      const parameter = fromHex(`0006 0014 ${hex}`);
      assert.equal(decodeParameters(parameter), [{ type: 'IPv6 Address', ip: text }]);
      assert.is(new URL(`http://[${text}]`).hostname, `[${text}]`);
      assert.is(toHex(encodeParameters([{ type: 'IPv6 Address', ip: text }])), toHex(parameter));
    });
  }

  for (const [text, hex] of [
    ['2001:DB8:0:0:0:0:0:1', '20010db8000000000000000000000001'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ] as const) {
    test(`${text} is another text for an address`, () => {
      assert.is(toHex(encodeParameters([{ type: 'IPv6 Address', ip: text }])), `00060014${hex}`);
    });
  }
});

describe('commonPrefixLength', (test) => {
  for (const [one, other, length] of [
    ['192.0.2.1', '192.0.2.1', 32],
    ['192.0.2.1', '192.0.2.2', 30],
    ['192.0.2.1', '64.0.2.1', 0],
    ['2001:db8::1', '2001:db8::1', 128],
    ['2001:db8:1::1', '2001:db8:2::1', 46],
    ['192.0.2.1', '2001:db8::1', 0],
  ] as const) {
    test(`of ${one} and ${other} is ${length}`, () => {
      assert.is(commonPrefixLength(one, other), length);
    });
  }
});
