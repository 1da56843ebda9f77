import { DecodeError, decodeChunk } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { assertChunk, fromHex } from './hex.ts';

describe('chunks of the extensions', (test) => {
  test('AUTH (RFC 4895 §5.1)', () => {
    assertChunk('0f 00 000d  0001 0003  a1a2a3a4a5 000000', {
      type: 'AUTH',
      sharedKeyId: 1,
      hmacId: 3,
      hmac: fromHex('a1a2a3a4a5'),
    });
  });

  test('FORWARD-TSN (RFC 3758 §3.2)', () => {
    assertChunk('c0 00 0010  00000063  0001 0002  ffff 8000', {
      type: 'FORWARD-TSN',
      newCumulativeTsn: 99,
      skipped: [
        { streamId: 1, ssn: 2 },
        { streamId: 0xffff, ssn: 0x8000 },
      ],
    });
    assertChunk('c0 00 0008  00000063', { type: 'FORWARD-TSN', newCumulativeTsn: 99, skipped: [] });
  });

  test('I-FORWARD-TSN (RFC 8260 §2.3.1)', () => {
    assertChunk('c2 00 0018  00000063  0001 0001 00010000  0002 0000 00000007', {
      type: 'I-FORWARD-TSN',
      newCumulativeTsn: 99,
      skipped: [
        { streamId: 1, unordered: true, messageId: 65536 },
        { streamId: 2, unordered: false, messageId: 7 },
      ],
    });
  });

  test('ASCONF with the example request of RFC 5061 §4.2.1', () => {
    assertChunk('c1 00 0020  00000009  0005 0008 c0000202  c001 0010 01023474 0005 0008 c0000201', {
      type: 'ASCONF',
      sequenceNumber: 9,
      parameters: [
        { type: 'IPv4 Address', ip: '192.0.2.2' },
        { type: 'Add IP Address', correlationId: 0x01023474, ip: '192.0.2.1' },
      ],
    });
  });

  test('ASCONF-ACK with the example answer of RFC 5061 §4.3.1', () => {
    const parameter = 'c002 0010 01023476 0005 0008 c0000201';
    assertChunk(`80 00 0024  00000009  c003 001c 01023476  00a0 0014 ${parameter}`, {
      type: 'ASCONF-ACK',
      sequenceNumber: 9,
      parameters: [
        {
          type: 'Error Cause Indication',
          correlationId: 0x01023476,
          causes: [{ type: 'Request to Delete Last Remaining IP Address', parameter: fromHex(parameter) }],
        },
      ],
    });
  });

  test('RE-CONFIG (RFC 6525 §3.1)', () => {
    assertChunk('82 00 0010  0011 000c 0000000a 0002 0000', {
      type: 'RE-CONFIG',
      parameters: [{ type: 'Add Outgoing Streams Request', requestSequenceNumber: 10, newStreams: 2 }],
    });
  });

  test('PAD (RFC 4820 §3)', () => {
    assertChunk('84 00 000a  000000000000 0000', { type: 'PAD', paddingLength: 6 });
    assert.equal(decodeChunk(fromHex('84 00 0006  dead 0000'), 0), { type: 'PAD', paddingLength: 2 });
  });

  test('a chunk of a type without a name keeps its flags and bytes', () => {
    assertChunk('c9 a5 0009  7768617421 000000', {
      type: 'unknown',
      chunkType: 0xc9,
      flags: 0xa5,
      value: fromHex('7768617421'),
    });
  });

  for (const hex of [
    'c0 00 000a  00000063  0001',
    'c0 00 0004',
    'c2 00 000c  00000063  0001 0000',
    '0f 00 0006 0001 0003',
  ]) {
    test(`${hex} is malformed`, () => {
      assert.throws(
        () => decodeChunk(fromHex(`${hex} 0000`), 0),
        (error: unknown) => error instanceof DecodeError,
      );
    });
  }
});
