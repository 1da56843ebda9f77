import * as assert from 'uvu/assert';
import { paddedLength, readUint16, readUint32, writeUint16, writeUint32 } from '../../../lib/src/codec/bytes.ts';
import { describe } from '../../helpers/describe.ts';
import { fromHex, toHex } from './hex.ts';

describe('bytes', (test) => {
  test('numbers are big-endian and unsigned', () => {
    const bytes = fromHex('00 fffe fffefdfc');
    assert.is(readUint16(bytes, 1), 0xfffe);
    assert.is(readUint32(bytes, 3), 0xfffefdfc);
    writeUint16(bytes, 1, 0x8001);
    writeUint32(bytes, 3, 0x80000001);
    assert.is(toHex(bytes), '00800180000001');
  });

  test('bytes past the end count as zero', () => {
    assert.is(readUint32(fromHex('ff'), 0), 0xff000000);
  });

  test('lengths are padded to the next multiple of 4', () => {
    assert.equal([0, 1, 4, 5, 65533].map(paddedLength), [0, 4, 4, 8, 65536]);
  });
});
