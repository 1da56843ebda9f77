import { ChunkReader, chunkName, DecodeError, unknownChunkAction, unknownParameterAction } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { fromHex } from './hex.ts';

const header = '138903840000002a00000000';

describe('chunk reader', (test) => {
  test('goes from chunk to chunk over their padding', () => {
    const reader = new ChunkReader(fromHex(`${header} 0a000005ff000000 0b000004`));
    assert.is(reader.offset, 12);
    assert.equal(reader.next(), { type: 'COOKIE ECHO', cookie: fromHex('ff') });
    assert.is(reader.offset, 20);
    assert.ok(reader.hasNext());
    assert.equal(reader.next(), { type: 'COOKIE ACK' });
    assert.not.ok(reader.hasNext());
  });

  test('shows type, flags and bytes of a chunk before it is decoded', () => {
    const reader = new ChunkReader(fromHex(`${header} c9a50006 01020000 0b000004`));
    assert.is(reader.peekType(), 0xc9);
    assert.is(reader.peekFlags(), 0xa5);
    assert.equal(reader.peekBytes(), fromHex('c9a500060102'));
    assert.equal(reader.nextBytes(), fromHex('c9a500060102'));
    assert.is(reader.peekType(), 11);
  });

  test('stays at a chunk that is malformed, whose bytes can still be passed over', () => {
    const reader = new ChunkReader(fromHex(`${header} 07000004 0b000004`));
    assert.throws(
      () => reader.next(),
      (error: unknown) => error instanceof DecodeError,
    );
    assert.is(reader.offset, 12);
    assert.equal(reader.nextBytes(), fromHex('07000004'));
    assert.equal(reader.next(), { type: 'COOKIE ACK' });
  });

  test('cannot pass over a chunk of impossible length', () => {
    const reader = new ChunkReader(fromHex(`${header} 07000000`));
    assert.is(reader.peekType(), 7);
    for (const read of [() => reader.next(), () => reader.nextBytes(), () => reader.peekBytes()]) {
      assert.throws(read, (error: unknown) => error instanceof DecodeError);
    }
  });

  test('has nothing to show after the last chunk', () => {
    const reader = new ChunkReader(fromHex(header));
    for (const read of [() => reader.peekType(), () => reader.peekFlags(), () => reader.next()]) {
      assert.throws(read, (error: unknown) => error instanceof DecodeError);
    }
  });

  test('ignores what the padding is', () => {
    const reader = new ChunkReader(fromHex(`${header} 0a000005ff0b0004 0b000004`));
    assert.equal(reader.next(), { type: 'COOKIE ECHO', cookie: fromHex('ff') });
    assert.equal(reader.next(), { type: 'COOKIE ACK' });
    assert.not.ok(reader.hasNext());
  });

  test('takes a last chunk without its padding', () => {
    const reader = new ChunkReader(fromHex(`${header} 0a000005ff`));
    reader.next();
    assert.not.ok(reader.hasNext());
  });
});

describe('unknown types', (test) => {
  const actions = [
    { skip: false, report: false },
    { skip: false, report: true },
    { skip: true, report: false },
    { skip: true, report: true },
  ];

  test('the two high bits of a chunk type say what to do with it (RFC 9260 §3.2)', () => {
    assert.equal([0x3f, 0x7f, 0xbf, 0xff].map(unknownChunkAction), actions);
  });

  test('the two high bits of a parameter type say what to do with it (RFC 9260 §3.2.1)', () => {
    assert.equal([0x3fff, 0x7fff, 0xbfff, 0xffff].map(unknownParameterAction), actions);
  });

  test('chunk types have names', () => {
    assert.equal([0, 14, 64, 130, 194, 201].map(chunkName), [
      'DATA',
      'SHUTDOWN COMPLETE',
      'I-DATA',
      'RE-CONFIG',
      'I-FORWARD-TSN',
      'chunk type 201',
    ]);
  });
});
