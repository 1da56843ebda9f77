import * as assert from 'uvu/assert';
import { releaseBlock, takeBlock, takeMemory } from '../../../lib/src/receiving/block-pool.ts';
import { describe } from '../../helpers/describe.ts';
import { heldMemory } from '../../helpers/held-memory.ts';

describe('memory for fragments', (test) => {
  test('is as much as is needed where that is all there may be, or a small block would do', () => {
    assert.is(takeBlock(1424, 2047).length, 1424);
    assert.is(takeBlock(3000, 4095).length, 3000);
    assert.is(takeBlock(100_000, 120_000).length, 100_000);
  });

  test('is the largest block that there may be, up to 65,536 bytes', () => {
    assert.is(takeBlock(1, 2048).length, 2048);
    assert.is(takeBlock(1424, 5000).length, 4096);
    assert.is(takeBlock(1424, 1_000_000).length, 65_536);
  });

  test('is used again once it is released, by one at a time', () => {
    const block = takeBlock(5000, 8192);
    releaseBlock(block);
    assert.is(takeBlock(1, 9000), block);
    assert.is.not(takeBlock(1, 9000), block);
  });

  test('that is no block is not kept', () => {
    const before = heldMemory();
    for (let length = 3001; length < 3401; length += 1) releaseBlock(new Uint8Array(length));
    releaseBlock(new Uint8Array(2 ** 20));
    assert.ok(heldMemory() - before < 200_000);
  });

  test('is kept up to 256 KiB of a size', () => {
    const blocks = Array.from({ length: 6 }, () => takeBlock(1, 65_536));
    for (const block of blocks) releaseBlock(block);
    const again = new Set(Array.from({ length: 6 }, () => takeBlock(1, 65_536)));
    assert.is(blocks.filter((block) => again.has(block)).length, 4);
  });

  test('that is small keeps nothing else alive', () => {
    assert.is(takeMemory(1023).buffer.byteLength, 1023);
    assert.ok(takeMemory(1024).buffer.byteLength > 1024);
  });
});
