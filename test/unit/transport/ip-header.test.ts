import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { decodeIPv4Header, internetChecksum, writeIpHeader } from '../../../lib/src/transport/ip-header.ts';
import { describe } from '../../helpers/describe.ts';

/** As a raw socket of Linux gave it: 127.0.0.1 to 127.0.0.1, DF, 16 bytes of SCTP. */
const received = Buffer.from(`450000240000400040843c547f0000017f000001${'00'.repeat(16)}`, 'hex');

describe('IP header', (test) => {
  test('reads lengths and addresses of a received IPv4 packet', () => {
    assert.equal(decodeIPv4Header(received), {
      headerLength: 20,
      totalLength: 36,
      source: 0x7f000001,
      destination: 0x7f000001,
    });
  });

  test('reads past the options of a received IPv4 packet', () => {
    const packet = Buffer.concat([received.subarray(0, 20), Buffer.from('94040000', 'hex'), received.subarray(20)]);
    packet[0] = 0x46;
    packet.writeUInt16BE(40, 2);
    assert.is(decodeIPv4Header(packet)?.headerLength, 24);
  });

  const spoilt: readonly [string, number, number][] = [
    ['of another version', 0, 0x65],
    ['whose header is too short', 0, 0x44],
    ['that is shorter than it says', 3, 37],
    ['whose length is less than its header', 3, 19],
    ['with More Fragments', 6, 0x20],
    ['with a fragment offset', 7, 0x01],
    ['of another protocol', 9, 17],
  ];
  for (const [name, offset, value] of spoilt) {
    test(`refuses a packet ${name}`, () => {
      const packet = Buffer.from(received);
      packet[offset] = value;
      assert.is(decodeIPv4Header(packet), undefined);
    });
  }

  test('refuses a packet without a whole header', () => {
    assert.is(decodeIPv4Header(received.subarray(0, 19)), undefined);
  });

  test('writes the IPv4 header that the kernel would', () => {
    const [source, destination] = [address('127.0.0.1'), address('127.0.0.1')];
    const bytes = Buffer.alloc(20, 0xaa);
    writeIpHeader(bytes, { source, destination, protocol: 132, payloadLength: 16 });
    assert.is(bytes.toString('hex'), received.subarray(0, 20).toString('hex'));
  });

  test('leaves the source to the kernel when it is not given', () => {
    const bytes = Buffer.alloc(20, 0xaa);
    writeIpHeader(bytes, { source: undefined, destination: address('127.0.0.1'), protocol: 132, payloadLength: 16 });
    assert.is(bytes.readUInt32BE(12), 0);
  });

  test('writes an IPv6 header', () => {
    const bytes = Buffer.alloc(40, 0xaa);
    const [source, destination] = [address('2001:db8::1'), address('fe80:1:2:3:4:5:6:7')];
    writeIpHeader(bytes, { source, destination, protocol: 132, payloadLength: 256 });
    assert.is(
      bytes.toString('hex'),
      '60000000' + '01008440' + '20010db8000000000000000000000001' + 'fe800001000200030004000500060007',
    );
    writeIpHeader(bytes, { source: undefined, destination: address('::'), protocol: 132, payloadLength: 0 });
    assert.is(bytes.subarray(8).toString('hex'), '00'.repeat(32));
  });

  test('computes the checksum of the example in RFC 1071 §3', () => {
    assert.is(internetChecksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)), ~0xddf2 & 0xffff);
  });

  test('takes an odd byte for the upper half of a word', () => {
    assert.is(internetChecksum(Uint8Array.of(0x12)), ~0x1200 & 0xffff);
  });
});
