/** Blocks have powers of two of bytes, from this on and up to this. */
const smallestBlock = 2048;
export const largestBlock = 65_536;
/** Bytes of each size that the process keeps while nothing uses them. */
const mostKept = 4 * largestBlock;
/** Smaller memory is not of Node's pool of 8 kB, as much of which it would keep alive. */
const leastPooled = 1024;

const kept = new Map<number, Uint8Array[]>();

/**
 * Memory of at least so many bytes, up to 65,536. From 2,048 on that of an earlier message where there is any: memory is
 * outside of the heap, and new one has the collector run for it again and again.
 */
export function takeBlock(least: number): Uint8Array {
  if (least < leastPooled) return Buffer.allocUnsafeSlow(least);
  if (least < smallestBlock) return Buffer.allocUnsafe(least);
  const length = 2 ** Math.ceil(Math.log2(least));
  return kept.get(length)?.pop() ?? Buffer.allocUnsafeSlow(length);
}

/** Nothing uses the block any more. */
export function releaseBlock(block: Uint8Array): void {
  const { length } = block;
  if (length < smallestBlock) return;
  const blocks = kept.get(length);
  if (blocks === undefined) kept.set(length, [block]);
  else if (blocks.length * length < mostKept) blocks.push(block);
}
