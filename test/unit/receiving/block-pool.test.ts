import * as assert from 'uvu/assert';
import { releaseBlock, takeBlock } from '../../../lib/src/receiving/block-pool.ts';
import { describe } from '../../helpers/describe.ts';

describe('memory for fragments', (test) => {
  test('is of the size that is asked for while it is small', () => {
    for (const size of [1, 1023, 1024, 2047]) assert.is(takeBlock(size).length, size);
  });

  test('is of a power of two from 2,048 bytes on', () => {
    const sizes = [2048, 2049, 5000, 65_535, 65_536];
    assert.equal(
      sizes.map((size) => takeBlock(size).length),
      [2048, 4096, 8192, 65_536, 65_536],
    );
  });

  test('is used again once it is released, by one at a time', () => {
    const block = takeBlock(5000);
    releaseBlock(block);
    assert.is(takeBlock(8192), block);
    assert.is.not(takeBlock(8192), block);
  });

  test('that is small is of no use any more', () => {
    const small = takeBlock(100);
    releaseBlock(small);
    assert.is.not(takeBlock(100), small);
  });

  test('is kept up to 256 KiB of a size', () => {
    const blocks = Array.from({ length: 6 }, () => takeBlock(65_536));
    for (const block of blocks) releaseBlock(block);
    const again = new Set(Array.from({ length: 6 }, () => takeBlock(65_536)));
    assert.is(blocks.filter((block) => again.has(block)).length, 4);
  });
});
