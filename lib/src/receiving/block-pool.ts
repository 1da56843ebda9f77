/** Blocks have powers of two of bytes, from this on and up to this. */
const smallestBlock = 2048;
const largestBlock = 65_536;
/** Bytes of each size that are kept while nothing uses them. */
const mostKept = 4 * largestBlock;
/** Less is not taken from Node's pool: it would keep a slab of 8 kB alive. */
const leastPooled = 1024;

/** Of the process, though style forbids singletons: each of thousands of endpoints would keep as much. */
const kept = new Map<number, Uint8Array[]>();

/** Memory of so many bytes, for user data that may be held for long. */
export function takeMemory(length: number): Buffer {
  return length < leastPooled ? Buffer.allocUnsafeSlow(length) : Buffer.allocUnsafe(length);
}

/**
 * Memory of `least` to `most` bytes: a block that an earlier message has used, where there is one. New memory would be outside
 * of the heap, and much of it makes the collector run.
 */
export function takeBlock(least: number, most: number): Uint8Array {
  const length = Math.min(2 ** Math.floor(Math.log2(most)), largestBlock);
  if (length < least || length < smallestBlock) return takeMemory(least);
  return kept.get(length)?.pop() ?? Buffer.allocUnsafeSlow(length);
}

/** Nothing uses the memory any more. */
export function releaseBlock(block: Uint8Array): void {
  const { length } = block;
  if (length < smallestBlock || length > largestBlock || !Number.isInteger(Math.log2(length))) return;
  const blocks = kept.get(length);
  if (blocks === undefined) kept.set(length, [block]);
  else if (blocks.length * length < mostKept) blocks.push(block);
}
