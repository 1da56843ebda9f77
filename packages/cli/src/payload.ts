const firstPrintable = 0x20;
const printableCount = 95;

/** A message of printable characters, rotated by its number as in RFC 864, so that neighbours differ. */
export function createPayload(number: number, size: number): Buffer {
  const start = number % printableCount;
  return Buffer.alloc(size, alphabet.subarray(start, start + printableCount));
}

const alphabet = Uint8Array.from(
  { length: printableCount * 2 },
  (_, index) => firstPrintable + (index % printableCount),
);
