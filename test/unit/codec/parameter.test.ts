import { DecodeError, decodeParameters, encodeParameters, parameterTypeNumber } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { fromHex, toHex } from './hex.ts';
import { parameterExamples } from './parameter-examples.ts';

describe('parameters', (test) => {
  for (const [hex, parameter] of parameterExamples) {
    test(`${parameter.type} is ${hex}`, () => {
      assert.equal(decodeParameters(fromHex(hex)), [parameter]);
      assert.is(toHex(encodeParameters([parameter])), hex.replaceAll(' ', ''));
      assert.is(parameterTypeNumber(parameter), Number.parseInt(hex.slice(0, 4), 16));
    });
  }

  test('a list pads each but the last', () => {
    const list = parameterExamples.map(([, parameter]) => parameter);
    const hex = parameterExamples
      .map(([text]) => text.replaceAll(' ', ''))
      .map((text) => text.padEnd(Math.ceil(text.length / 8) * 8, '0'));
    const bytes = encodeParameters(list);
    assert.is(toHex(bytes), hex.join('').slice(0, -2));
    assert.equal(decodeParameters(bytes), list);
  });

  test('padding that is not zero is ignored', () => {
    assert.equal(decodeParameters(fromHex('8003 0005 c1 ffffff  8000 0004')), [
      { type: 'Chunk List', chunkTypes: [0xc1] },
      { type: 'ECN Capable' },
    ]);
  });

  for (const hex of [
    '0005 0007 c00002 00',
    '0005 000c c0000201 00000000',
    '0006 0008 20010db8',
    '8000 0008 00000000',
    '0009 0006 0001 0000',
    '000c 0007 000506 00',
    'c001 0008 00000001',
    'c001 0006 0000 0000',
    'c001 0018 00000001 0005 0008 c0000201 0005 0008 c0000201',
    'c001 000c 00000001 000b 0004',
    'c003 0006 0000 0000',
    'c003 000c 00000001 0005 0000',
    '000d 000c 0000000a 00000014',
    '0010 0010 0000000a 00000001 00000064',
    '0010 0008 0000000a',
    '0005 0003 c0',
  ]) {
    test(`${hex} is malformed`, () => {
      assert.throws(
        () => decodeParameters(fromHex(hex)),
        (error: unknown) => error instanceof DecodeError,
      );
    });
  }

  test('a host name is read without the null that should end it: also such an INIT is to be answered', () => {
    for (const [hex, hostName] of [
      ['000b 0004', ''],
      ['000b 0008 686f7374', 'host'],
      ['000b 000a 686f73740000', 'host\0\0'],
    ] as const) {
      assert.equal(decodeParameters(fromHex(hex)), [{ type: 'Host Name Address', hostName }]);
    }
  });

  test('an address of the other family cannot be encoded', () => {
    assert.throws(() => encodeParameters([{ type: 'IPv4 Address', ip: '2001:db8::1' }]), /not an IPv4 address/);
    assert.throws(() => encodeParameters([{ type: 'IPv6 Address', ip: '192.0.2.1' }]), /not an IPv6 address/);
  });
});
