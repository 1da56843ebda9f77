import { DecodeError, decodeChunk } from 'usctp/codec';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { assertChunk, fromHex } from './hex.ts';

describe('SACK', (test) => {
  test('of the example in RFC 9260 §3.3.4', () => {
    assertChunk('03 00 0018  0000000c  00001234  0002 0000  0002 0003  0005 0005', {
      type: 'SACK',
      cumulativeTsnAck: 12,
      advertisedReceiverWindowCredit: 4660,
      gapAckBlocks: [
        { start: 2, end: 3 },
        { start: 5, end: 5 },
      ],
      duplicateTsns: [],
    });
  });

  test('lists duplicates after the gap ack blocks', () => {
    assertChunk('03 00 001c  fffffffe  00000000  0001 0002  0002 ffff  00000013 ffffffff', {
      type: 'SACK',
      cumulativeTsnAck: 0xfffffffe,
      advertisedReceiverWindowCredit: 0,
      gapAckBlocks: [{ start: 2, end: 0xffff }],
      duplicateTsns: [19, 0xffffffff],
    });
  });

  test('without blocks and duplicates allocates no lists', () => {
    const sack = '03 00 0010  0000000c  00001234  0000 0000';
    const [first, second] = [decodeChunk(fromHex(sack), 0), decodeChunk(fromHex(sack), 0)];
    if (first.type !== 'SACK' || second.type !== 'SACK') throw new Error(first.type);
    assert.is(first.gapAckBlocks, second.gapAckBlocks);
    assert.is(first.duplicateTsns, second.duplicateTsns);
    assert.ok(Object.isFrozen(first.gapAckBlocks));
  });

  test('may be longer than its lists, which bound what is read', () => {
    const chunk = decodeChunk(fromHex('03 00 0018  0000000c  00001234  0001 0000  0002 0003  0005 0005'), 0);
    assert.equal(chunk.type === 'SACK' && chunk.gapAckBlocks, [{ start: 2, end: 3 }]);
  });

  for (const [what, hex] of [
    ['more gap ack blocks', '03 00 0014  0000000c  00001234  0002 0000  0002 0003  0005 0005'],
    ['more duplicates', '03 00 0014  0000000c  00001234  0001 0001  0002 0003  0005 0005'],
    ['fewer bytes than the fixed fields', '03 00 000c  0000000c  00001234'],
  ] as const) {
    test(`with ${what} than fit in its length is malformed`, () => {
      assert.throws(
        () => decodeChunk(fromHex(hex), 0),
        (error: unknown) => error instanceof DecodeError,
      );
    });
  }
});
