import * as assert from 'uvu/assert';
import { address } from '../../../lib/src/address.ts';
import { AddressCache } from '../../../lib/src/transport/address-cache.ts';
import { decodeIcmp } from '../../../lib/src/transport/icmp.ts';
import { internetChecksum, writeIpHeader } from '../../../lib/src/transport/ip-header.ts';
import { describe } from '../../helpers/describe.ts';

const sctpHeader = [0x03, 0xe8, 0x07, 0xd0, 0x77, 0x77, 0x77, 0x77];
const own = { 4: address('192.0.2.1'), 6: address('2001:db8::1') } as const;
const peers = { 4: address('198.51.100.1'), 6: address('2001:db8:0:1::1') } as const;

/** The IP header of a packet of ours, before the bytes given. */
function quote(family: 4 | 6, payload: readonly number[], protocol = 132): number[] {
  const header = new Uint8Array(family === 4 ? 20 : 40);
  writeIpHeader(header, { source: own[family], destination: peers[family], protocol, payloadLength: 1000 });
  return [...header, ...payload];
}

function message(type: number, code: number, rest: number, quoted: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(8 + quoted.length);
  bytes.set([type, code]);
  bytes.writeUInt32BE(rest, 4);
  bytes.set(quoted, 8);
  bytes.writeUInt16BE(internetChecksum(bytes), 2);
  return Uint8Array.from(bytes);
}

const decode = (family: 4 | 6, bytes: Uint8Array) => decodeIcmp(family, bytes, new AddressCache());

describe('ICMP messages', (test) => {
  const meanings: readonly [4 | 6, number, number, string | undefined][] = [
    [4, 3, 0, 'UNREACHABLE'],
    [4, 3, 1, 'UNREACHABLE'],
    [4, 3, 2, 'PROTOCOL-UNREACHABLE'],
    [4, 3, 3, 'PORT-UNREACHABLE'],
    [4, 3, 4, 'PACKET-TOO-BIG'],
    [4, 3, 13, 'UNREACHABLE'],
    [4, 11, 0, undefined],
    [4, 8, 0, undefined],
    [6, 1, 0, 'UNREACHABLE'],
    [6, 1, 3, 'UNREACHABLE'],
    [6, 1, 4, 'PORT-UNREACHABLE'],
    [6, 2, 0, 'PACKET-TOO-BIG'],
    [6, 4, 0, undefined],
    [6, 4, 1, 'PROTOCOL-UNREACHABLE'],
    [6, 3, 0, undefined],
    [6, 129, 0, undefined],
  ];
  for (const [family, type, code, meaning] of meanings) {
    test(`of IPv${family}, type ${type} and code ${code}: ${meaning ?? 'ignored'} (RFC 9260 §10, ICMP1, ICMP2, ICMP4)`, () => {
      assert.is(decode(family, message(type, code, 1400, quote(family, sctpHeader)))?.type, meaning);
    });
  }

  for (const family of [4, 6] as const) {
    test(`tell the packet of IPv${family} that they are about`, () => {
      const [type, code] = family === 4 ? [3, 4] : [2, 0];
      assert.equal(decode(family, message(type, code, 1400, quote(family, sctpHeader))), {
        type: 'PACKET-TOO-BIG',
        nextHopMtu: 1400,
        quoted: {
          source: own[family],
          destination: peers[family],
          length: family === 4 ? 1020 : 1040,
          bytes: Uint8Array.from(sctpHeader),
        },
      });
    });

    test(`of IPv${family} about another protocol, or cut off anywhere, are ignored or read`, () => {
      const [type, code] = family === 4 ? [3, 2] : [4, 1];
      assert.is(decode(family, message(type, code, 0, quote(family, sctpHeader, 17))), undefined);
      const whole = message(type, code, 0, quote(family, sctpHeader));
      const headerLength = whole.length - sctpHeader.length;
      for (let length = 0; length < whole.length; length += 1) {
        const cut = message(type, code, 0, [...whole.subarray(8, Math.max(8, length))]).subarray(0, length);
        const read = decode(family, cut);
        assert.is(read?.quoted.bytes.length, length < headerLength ? undefined : length - headerLength);
      }
    });
  }

  test('of older routers tell no MTU (RFC 1191 §5)', () => {
    assert.equal(decode(4, message(3, 4, 0, quote(4, sctpHeader))), {
      ...decode(4, message(3, 4, 1400, quote(4, sctpHeader))),
      nextHopMtu: undefined,
    });
  });

  test('of IPv4 with a wrong checksum are ignored, which the kernel leaves to us', () => {
    const bytes = message(3, 2, 0, quote(4, sctpHeader));
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    assert.is(decode(4, bytes), undefined);
  });

  test('may quote IPv4 options, and the Fragment header of IPv6', () => {
    const quoted = quote(4, [1, 1, 1, 1, ...sctpHeader]);
    quoted[0] = 0x46;
    assert.equal(decode(4, message(3, 2, 0, quoted))?.quoted.bytes, Uint8Array.from(sctpHeader));
    const fragment = [132, 0, 0, 1, 0, 0, 0, 9];
    assert.equal(
      decode(6, message(4, 1, 0, quote(6, [...fragment, ...sctpHeader], 44)))?.quoted.bytes,
      Uint8Array.from(sctpHeader),
    );
  });

  test('about a later fragment are ignored: it has no SCTP header', () => {
    const quoted = quote(4, sctpHeader);
    quoted.splice(6, 2, 0, 1);
    assert.is(decode(4, message(3, 2, 0, quoted)), undefined);
    assert.is(decode(6, message(4, 1, 0, quote(6, [132, 0, 0, 8, 0, 0, 0, 9, ...sctpHeader], 44))), undefined);
  });
});
