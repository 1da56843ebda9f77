import { DecodeError, decodeChunk, encodeChunk } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { assertChunk, fromHex } from './hex.ts';

const flagless = { immediate: false, unordered: false, beginning: false, ending: false };

describe('DATA', (test) => {
  test('has the fields of RFC 9260 §3.3.1, and padding that its length leaves out', () => {
    assertChunk('00 03 0015  00000457  0003 0010  0000002e  68656c6c6f 000000', {
      ...flagless,
      type: 'DATA',
      beginning: true,
      ending: true,
      tsn: 0x457,
      streamId: 3,
      ssn: 16,
      ppid: 46,
      userData: fromHex('68656c6c6f'),
    });
  });

  test('has the bits I, U, B and E in this order', () => {
    const flags = ['08', '04', '02', '01'].map((bits) => {
      const chunk = decodeChunk(fromHex(`00 ${bits} 0011 00000001 0000 0000 00000000 ff000000`), 0);
      if (chunk.type !== 'DATA') throw new Error(chunk.type);
      return [chunk.immediate, chunk.unordered, chunk.beginning, chunk.ending];
    });
    assert.equal(flags, [
      [true, false, false, false],
      [false, true, false, false],
      [false, false, true, false],
      [false, false, false, true],
    ]);
  });

  test('may have the greatest value in each field', () => {
    assertChunk('00 0f 0014  ffffffff  ffff ffff  ffffffff  ffffffff', {
      type: 'DATA',
      immediate: true,
      unordered: true,
      beginning: true,
      ending: true,
      tsn: 0xffffffff,
      streamId: 0xffff,
      ssn: 0xffff,
      ppid: 0xffffffff,
      userData: fromHex('ffffffff'),
    });
  });

  test('without user data decodes, so that the association can answer it', () => {
    const chunk = decodeChunk(fromHex('00 03 0010  00000001  0000 0000  00000000'), 0);
    assert.equal(chunk.type === 'DATA' && chunk.userData, new Uint8Array(0));
  });

  test('shorter than its header is malformed', () => {
    assert.throws(
      () => decodeChunk(fromHex('00 03 000c  00000001  0000 0000  00000000'), 0),
      (error: unknown) => error instanceof DecodeError && /DATA of length 12/.test(error.message),
    );
  });

  test('gives its user data as a view, a plain Uint8Array also of a Buffer', () => {
    const packet = Buffer.from('00030014000000010000000000000000aabbccdd', 'hex');
    const chunk = decodeChunk(packet, 0);
    packet[16] = 0x11;
    assert.equal(chunk.type === 'DATA' && chunk.userData, fromHex('11bbccdd'));
  });

  test('longer than the length field can say is refused', () => {
    const userData = new Uint8Array(65520);
    assert.throws(
      () => encodeChunk({ ...flagless, type: 'DATA', tsn: 1, streamId: 0, ssn: 0, ppid: 0, userData }),
      (error: unknown) => error instanceof RangeError && /65536/.test(error.message),
    );
  });
});

describe('I-DATA', (test) => {
  test('has the PPID in its first fragment (RFC 8260 §2.1)', () => {
    assertChunk('40 06 0018  00000457  0003 0000  00010002  0000002e  01020304', {
      ...flagless,
      type: 'I-DATA',
      unordered: true,
      beginning: true,
      tsn: 0x457,
      streamId: 3,
      messageId: 0x10002,
      ppid: 46,
      fsn: 0,
      userData: fromHex('01020304'),
    });
  });

  test('has the FSN in its other fragments', () => {
    assertChunk('40 09 0016  00000458  0003 0000  00010002  00000007  0102 0000', {
      ...flagless,
      type: 'I-DATA',
      immediate: true,
      ending: true,
      tsn: 0x458,
      streamId: 3,
      messageId: 0x10002,
      ppid: 0,
      fsn: 7,
      userData: fromHex('0102'),
    });
  });

  test('shorter than its header is malformed', () => {
    assert.throws(
      () => decodeChunk(fromHex('40 03 0010  00000001  0000 0000  00000000'), 0),
      (error: unknown) => error instanceof DecodeError,
    );
  });
});
