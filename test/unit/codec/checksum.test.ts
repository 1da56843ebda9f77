import { computeChecksum, hasValidChecksum, writeChecksum } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { fromHex, toHex } from './hex.ts';

/** An ERROR of Linux 6.1 with the cause Stale Cookie, as captured. */
const captured = '1b594e3011111111 341f6e02 0900000c00030008000f454b';

describe('checksum', (test) => {
  test('of a captured packet is right, and goes out least significant byte first', () => {
    const packet = fromHex(captured);
    assert.is(computeChecksum(packet), 0x026e1f34);
    assert.ok(hasValidChecksum(packet));
  });

  test('is the CRC32c of RFC 3720 §B.4: 32 bytes of zero give aa36918a', () => {
    const packet = new Uint8Array(32);
    writeChecksum(packet);
    assert.is(toHex(packet.subarray(8, 12)), 'aa36918a');
  });

  test('is computed over the packet with the field counted as zero, whatever is in it', () => {
    const packet = fromHex(captured.replace('341f6e02', 'ffffffff'));
    assert.not.ok(hasValidChecksum(packet));
    writeChecksum(packet);
    assert.is(toHex(packet), captured.replaceAll(' ', ''));
  });

  test('fails for every single bit that is wrong', () => {
    const packet = fromHex(captured);
    for (let bit = 0; bit < 8 * packet.length; bit += 1) {
      const mask = 1 << (bit % 8);
      const byte = packet[bit >> 3] ?? 0;
      packet[bit >> 3] = byte ^ mask;
      assert.not.ok(hasValidChecksum(packet), `bit ${bit}`);
      packet[bit >> 3] = byte;
    }
    assert.ok(hasValidChecksum(packet));
  });

  test('of every length is what a bit at a time gives, wherever the packet stands in its buffer', () => {
    const buffer = Uint8Array.from({ length: 200 }, (_, i) => (i * 89 + (i >> 3)) & 0xff);
    for (let length = 12; length <= 90; length += 1) {
      for (let offset = 0; offset < 8; offset += 1) {
        const packet = buffer.subarray(offset, offset + length);
        assert.is(computeChecksum(packet), crc32cBitByBit(packet), `${length} bytes at ${offset}`);
      }
    }
  });

  test('is right of bytes that are more than a packet of IP can have', () => {
    for (const length of [65_535, 65_536, 70_001]) {
      const packet = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
      assert.is(computeChecksum(packet), crc32cBitByBit(packet), `${length} bytes`);
    }
  });

  test('of anything shorter than a common header is not valid', () => {
    for (let length = 0; length < 12; length += 1) assert.not.ok(hasValidChecksum(new Uint8Array(length)));
  });
});

/** As RFC 9260 appendix A defines it, with the checksum field as zero. */
function crc32cBitByBit(packet: Uint8Array): number {
  let crc = 0xffffffff;
  packet.forEach((byte, at) => {
    crc ^= at >= 8 && at < 12 ? 0 : byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  });
  return ~crc >>> 0;
}
