import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { fragmentPacket } from '../../../lib/src/transport/ip-fragments.ts';
import { internetChecksum } from '../../../lib/src/transport/ip-header.ts';
import { describe } from '../../helpers/describe.ts';

const packet = Uint8Array.from({ length: 1480 }, (_, index) => index & 0xff);
const ends4 = { source: address('192.0.2.1'), destination: address('192.0.2.2') };
const ends6 = { source: address('2001:db8::1'), destination: address('2001:db8::2') };

describe('IP fragments', (test) => {
  test('of IPv4 have one identification, offsets in eights, and MF but for the last (RFC 791)', () => {
    const fragments = fragmentPacket(packet, { ...ends4, mtu: 600, identification: 0x1234 }).map((of) =>
      Buffer.from(of),
    );
    assert.equal(
      fragments.map((of) => [of.length, of.readUInt16BE(2), of.readUInt16BE(4), of.readUInt16BE(6), of[9]]),
      [
        [596, 596, 0x1234, 0x2000, 132],
        [596, 596, 0x1234, 0x2000 | 72, 132],
        [348, 348, 0x1234, 144, 132],
      ],
    );
    assert.ok(fragments.every((of) => internetChecksum(of.subarray(0, 20)) === 0));
    assert.equal(Buffer.concat(fragments.map((of) => of.subarray(20))), Buffer.from(packet));
  });

  test('of IPv6 have a Fragment header each (RFC 8200 §4.5)', () => {
    const fragments = fragmentPacket(packet, { ...ends6, mtu: 1280, identification: 7 }).map((of) => Buffer.from(of));
    assert.equal(
      fragments.map((of) => [of.length, of.readUInt16BE(4), of[6], of[40], of.readUInt16BE(42), of.readUInt32BE(44)]),
      [
        [1280, 1240, 44, 132, 1, 7],
        [296, 256, 44, 132, 1232, 7],
      ],
    );
    assert.equal(Buffer.concat(fragments.map((of) => of.subarray(48))), Buffer.from(packet));
  });
});
