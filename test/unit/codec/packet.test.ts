import {
  type Chunk,
  DecodeError,
  decodeCommonHeader,
  decodePacket,
  encodePacket,
  hasValidChecksum,
  PacketWriter,
} from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { fromHex, toHex } from './hex.ts';

/** An ERROR of Linux 6.1 with the cause Stale Cookie, as captured. */
const captured = '1b594e3011111111341f6e020900000c00030008000f454b';
const error: Chunk = { type: 'ERROR', causes: [{ type: 'Stale Cookie', staleness: 1000779 }] };
const echo: Chunk = { type: 'COOKIE ECHO', cookie: fromHex('0102030405') };

describe('packet', (test) => {
  test('decodes into header and chunks', () => {
    assert.equal(decodePacket(fromHex(captured)), {
      sourcePort: 7001,
      destinationPort: 20016,
      verificationTag: 0x11111111,
      checksum: 0x026e1f34,
      chunks: [error],
    });
  });

  test('encodes to the bytes that were captured', () => {
    const packet = { sourcePort: 7001, destinationPort: 20016, verificationTag: 0x11111111, chunks: [error] };
    assert.is(toHex(encodePacket(packet)), captured);
  });

  test('may be a common header alone', () => {
    assert.equal(decodePacket(fromHex(captured).subarray(0, 12)).chunks, []);
  });

  test('of less than a common header is malformed', () => {
    for (const decode of [decodeCommonHeader, decodePacket]) {
      assert.throws(
        () => decode(new Uint8Array(11)),
        (thrown: unknown) => thrown instanceof DecodeError && /11 bytes/.test(thrown.message),
      );
    }
  });

  test('may lack the padding of its last chunk', () => {
    const header = captured.slice(0, 24);
    assert.equal(decodePacket(fromHex(`${header} 0a000009 0102030405`)).chunks, [echo]);
  });

  for (const [what, hex] of [
    ['a chunk of length 0', '0b000000'],
    ['a chunk of length 3', '0b000003'],
    ['a chunk that ends past the packet', '0b000008'],
    ['less than a chunk header after the last chunk', '0b000004 0b00'],
  ] as const) {
    test(`with ${what} is malformed`, () => {
      assert.throws(
        () => decodePacket(fromHex(captured.slice(0, 24) + hex)),
        (thrown: unknown) => thrown instanceof DecodeError,
      );
    });
  }
});

describe('packet writer', (test) => {
  test('bundles chunks, pads each, and computes the checksum last', () => {
    const writer = new PacketWriter(64);
    writer.start(7001, 20016, 0x11111111);
    writer.addChunk(echo);
    writer.addEncoded(fromHex('0b0000060102'));
    assert.is(writer.length, 12 + 12 + 8);
    assert.is(writer.room, 64 - writer.length);
    const packet = writer.finish();
    assert.ok(hasValidChecksum(packet));
    assert.is(toHex(packet.subarray(0, 8)), captured.slice(0, 16));
    assert.is(toHex(packet.subarray(12)), '0a0000090102030405000000' + '0b00000601020000');
  });

  test('leaves a finished packet alone when it builds the next', () => {
    const writer = new PacketWriter(64);
    const [first, second] = [1, 2].map((port) => {
      writer.start(port, port, port);
      writer.addChunk(echo);
      return writer.finish();
    });
    assert.is(first?.[1], 1);
    assert.is(second?.[1], 2);
  });

  test('refuses what does not fit and keeps the packet as it was', () => {
    const writer = new PacketWriter(20);
    writer.start(1, 2, 3);
    assert.throws(
      () => writer.addChunk(echo),
      (thrown: unknown) => thrown instanceof RangeError,
    );
    assert.throws(
      () => writer.addEncoded(new Uint8Array(9)),
      (thrown: unknown) => thrown instanceof RangeError,
    );
    assert.is(writer.length, 12);
    writer.addChunk({ type: 'COOKIE ACK' });
    assert.is(writer.room, 4);
    assert.equal(decodePacket(writer.finish()).chunks, [{ type: 'COOKIE ACK' }]);
  });

  test('takes nothing before it is started or after it is finished', () => {
    const writer = new PacketWriter(64);
    assert.is(writer.room, 0);
    assert.throws(
      () => writer.addChunk(echo),
      (thrown: unknown) => thrown instanceof RangeError,
    );
    writer.start(1, 2, 3);
    writer.finish();
    assert.is(writer.length, 0);
    assert.throws(
      () => writer.addChunk(echo),
      (thrown: unknown) => thrown instanceof RangeError,
    );
  });

  test('needs room for a common header', () => {
    assert.throws(
      () => new PacketWriter(11),
      (thrown: unknown) => thrown instanceof RangeError,
    );
  });
});
