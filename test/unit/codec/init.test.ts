import { DecodeError, decodeChunk, type InitChunk } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { assertChunk, fromHex } from './hex.ts';

const fields: Omit<InitChunk, 'type' | 'parameters'> = {
  initiateTag: 0xc0ffee01,
  advertisedReceiverWindowCredit: 131072,
  numberOfOutboundStreams: 10,
  numberOfInboundStreams: 65535,
  initialTsn: 0x12345678,
};

describe('INIT and INIT ACK', (test) => {
  test('INIT has the fixed fields of RFC 9260 §3.3.2', () => {
    assertChunk('01 00 0014  c0ffee01  00020000  000a ffff  12345678', { type: 'INIT', ...fields, parameters: [] });
  });

  test('its length counts the padding between parameters and not that after the last', () => {
    assertChunk('01 00 0022  c0ffee01  00020000  000a ffff  12345678  8003 0005 c1 000000  000c 0006 0005 0000', {
      type: 'INIT',
      ...fields,
      parameters: [
        { type: 'Chunk List', chunkTypes: [0xc1] },
        { type: 'Supported Address Types', addressTypes: [5] },
      ],
    });
  });

  test('a length that counts the padding after the last parameter is as good', () => {
    const chunk = decodeChunk(fromHex('01 00 001c  c0ffee01 00020000 000a ffff 12345678  000c 0006 0005 0000'), 0);
    assert.equal(chunk.type === 'INIT' && chunk.parameters, [{ type: 'Supported Address Types', addressTypes: [5] }]);
  });

  test('INIT ACK carries a State Cookie', () => {
    assertChunk('02 00 001c  c0ffee01  00020000  000a ffff  12345678  0007 0008 c00c1e55', {
      type: 'INIT ACK',
      ...fields,
      parameters: [{ type: 'State Cookie', cookie: fromHex('c00c1e55') }],
    });
  });

  test('INIT ACK returns an unrecognized parameter as Linux 6.1 does', () => {
    assertChunk('02 00 001f  c0ffee01  00020000  000a ffff  12345678  0008 000b c0ff0007 78797a 00', {
      type: 'INIT ACK',
      ...fields,
      parameters: [{ type: 'Unrecognized Parameter', parameter: fromHex('c0ff0007 78797a') }],
    });
  });

  for (const [what, hex] of [
    ['shorter than its fixed fields', '01 00 0010  c0ffee01  00020000  000a ffff'],
    ['with a parameter of length 0', '01 00 0018  c0ffee01  00020000  000a ffff  12345678  8000 0000'],
    ['with a parameter of length 3', '01 00 0018  c0ffee01  00020000  000a ffff  12345678  8000 0003'],
    ['with a parameter past its end', '01 00 0018  c0ffee01  00020000  000a ffff  12345678  8003 0005  01 000000'],
    ['with two bytes after the last parameter', '01 00 001a  c0ffee01 00020000 000a ffff 12345678 8000 0004 8000 0000'],
  ] as const) {
    test(`${what} is malformed`, () => {
      assert.throws(
        () => decodeChunk(fromHex(hex), 0),
        (error: unknown) => error instanceof DecodeError,
      );
    });
  }
});
